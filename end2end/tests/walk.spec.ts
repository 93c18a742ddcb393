import type { Browser, Page } from '@playwright/test';

import { Fresh } from '../support/fresh';
import { PASSWORD } from '../support/people';
import { expect, test, waitForLive } from '../support/test';

const KEY = 'sk_live_sim_alohub';
/** A shut-out screen says so within this time. */
const SOON_MS = 5_000;

/** Somebody at a browser of their own. */
async function elsewhere(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  return context.newPage();
}

async function setUp(page: Page, fresh: Fresh): Promise<void> {
  await page.goto(fresh.link);
  await page.getByLabel('Name of the company').fill('Sông Hàn');
  await page.getByLabel('Your name').fill('Lan Phạm');
  await page.getByLabel('Email').fill('lan@song-han.example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.waitForURL('**/t/song-han/board**');
}

async function connectWithAWrongKeyAndMendIt(page: Page, fresh: Fresh, simulator: string): Promise<void> {
  await page.goto(`${fresh.url}/t/song-han/settings/connections`, { waitUntil: 'load' });
  await page.waitForResponse((answer) => answer.url().endsWith('/api/connections'));
  await page.getByRole('link', { name: 'Connect a provider' }).first().click();
  await page.getByRole('link', { name: 'AloHub', exact: true }).last().click();
  await page.getByLabel('Name', { exact: true }).fill('Đà Nẵng');
  await page.getByRole('textbox', { name: 'Address' }).fill(`${simulator}/alohub`);
  await page.locator('#setting-secret').fill('sk_live_sim_wrong');
  await page.getByRole('button', { name: 'Save' }).click();
  const row = page.locator('article.connection');
  await expect(row).toContainText('Key refused', { timeout: 20_000 });

  await expect(async () => {
    await page.locator('#new-secret').fill(KEY);
    await page.getByRole('button', { name: 'Test and save' }).click();
    await expect(page.getByText('The new one is saved and in use.')).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 20_000 });
  await expect(row).toHaveAttribute('data-health', 'ok', { timeout: 20_000 });
}

/** Returns the link, which is shown this once. */
async function inviteASupervisor(page: Page, fresh: Fresh): Promise<string> {
  await page.goto(`${fresh.url}/t/song-han/settings/people?open=invite`, { waitUntil: 'networkidle' });
  const panel = page.getByRole('complementary', { name: 'Invite a person' });
  await panel.getByLabel('Email').fill('quoc@song-han.example');
  await panel.getByRole('button', { name: 'Make the link' }).click();
  return panel.getByRole('textbox', { name: 'Link' }).inputValue();
}

async function limitToOneQueue(page: Page, fresh: Fresh): Promise<string> {
  await page.goto(`${fresh.url}/t/song-han/settings/people`, { waitUntil: 'networkidle' });
  await page.getByRole('table', { name: 'People' }).getByRole('link', { name: 'Quốc Trần' }).click();
  const panel = page.getByRole('complementary', { name: 'Quốc Trần' });
  const queues = panel.getByRole('group', { name: 'Queues' });
  const queue = (await queues.getByRole('listitem').first().innerText()).trim();
  await queues.getByRole('checkbox').first().check();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByRole('status').first()).toContainText('Saved');
  return queue;
}

test('from an empty installation to a screen that is shut out again', async ({ browser, page, server, problems }) => {
  test.setTimeout(180_000);
  // A second test of a key within two seconds is told to wait.
  problems.allow(/status of 429/);
  const fresh = await Fresh.start(['--allow-private', '127.0.0.0/8']);
  const [theirs, screen] = [await elsewhere(browser), await elsewhere(browser)];
  try {
    await setUp(page, fresh);
    await connectWithAWrongKeyAndMendIt(page, fresh, server.demo.simulator);

    await theirs.goto(await inviteASupervisor(page, fresh));
    await theirs.getByLabel('Your name').fill('Quốc Trần');
    await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await theirs.getByRole('button', { name: 'Create the account and join' }).click();
    await theirs.waitForURL('**/t/song-han/board**');
    await theirs.goto(`${fresh.url}/t/song-han/board?show=everyone&by=none`);
    await waitForLive(theirs);
    const whole = Number(await theirs.locator('[data-agent]').count());

    const queue = await limitToOneQueue(page, fresh);
    await expect(async () => {
      expect(await theirs.locator('[data-agent]').count()).toBeLessThan(whole);
      expect(await theirs.locator('[data-agent]').count()).toBeGreaterThan(0);
    }).toPass({ timeout: SOON_MS + 5_000 });
    await expect(theirs.locator('[data-agent]', { hasNotText: queue })).toHaveCount(0);

    await screen.goto(`${fresh.url}/wall`);
    const code = (await screen.locator('.pairing-code').innerText()).replace(/\s/g, '');
    await theirs.goto(`${fresh.url}/pair`, { waitUntil: 'networkidle' });
    const form = theirs.locator('.display-form');
    await form.getByLabel('Code on the screen').fill(code);
    await form.getByLabel('Name').fill('Lobby');
    await form.getByRole('button', { name: 'Pair a screen' }).click();
    await expect(screen.locator('.wall-tile').first()).toBeVisible({ timeout: 10_000 });
    await waitForLive(screen);

    const row = theirs.getByRole('row', { name: /Lobby/ });
    await row.getByRole('button', { name: /Disconnect/ }).click();
    await theirs.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await expect(screen.locator('.pairing-left')).toContainText('Sông Hàn', { timeout: SOON_MS });
  } finally {
    await theirs.context().close();
    await screen.context().close();
    await fresh.end();
  }
});
