import type { Browser, Page } from '@playwright/test';

import { expect, signIn, test, tryToSignIn, waitForLive } from '../support/test';
import { violations } from '../support/axe';
import type { Server } from '../support/server';

const PEOPLE = '/t/demo/settings/people';
/** Within this time an open board loses what is not for its reader any more. */
const SOON_MS = 5_000;
/** And then its page is loaded anew. */
const LOADED_MS = SOON_MS + 3_000;

async function openPeople(page: Page): Promise<void> {
  // No stream is open here: once nothing is fetched any more, the script has taken the page over.
  await page.goto(PEOPLE, { waitUntil: 'networkidle' });
  await expect(page.getByRole('table', { name: 'People' })).toBeVisible();
}

async function openMember(page: Page, name: string): Promise<void> {
  await page.getByRole('table', { name: 'People' }).getByRole('link', { name }).click();
  await expect(page.getByRole('complementary', { name })).toBeVisible();
}

/** A second person at a browser of their own. */
async function supervisor(browser: Browser, server: Server): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.demo.url, viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  const { email, password } = server.account('supervisor');
  await tryToSignIn(page, email, password);
  await page.waitForURL('**/t/demo/board**');
  return page;
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('the people page can be used by everybody, also beside a person and an invitation', async ({ page, server }) => {
      await signIn(page, server, 'admin');
      await openPeople(page);
      expect(await violations(page), 'list').toEqual([]);

      await openMember(page, 'Lan Pham');
      expect(await violations(page), 'beside a person').toEqual([]);

      await page.getByRole('button', { name: 'Suspend' }).click();
      await expect(page.getByRole('dialog')).toContainText('Suspend Lan Pham?');
      expect(await violations(page), 'a question').toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(page.getByRole('complementary', { name: 'Lan Pham' })).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('complementary', { name: 'Lan Pham' })).toBeHidden();

      await page.goto(`${PEOPLE}?open=invite`, { waitUntil: 'networkidle' });
      await expect(page.getByRole('complementary', { name: 'Invite a person' })).toBeVisible();
      expect(await violations(page), 'inviting').toEqual([]);
    });
  });
}

test('an invitation gives a link once, says what is wrong, and can be withdrawn', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await signIn(page, server, 'admin');
  await openPeople(page);
  await page.getByRole('link', { name: 'Invite a person' }).click();
  const panel = page.getByRole('complementary', { name: 'Invite a person' });

  await panel.getByLabel('Email').fill('no address');
  await panel.getByRole('button', { name: 'Make the link' }).click();
  await expect(panel).toContainText('This is not an e-mail address.');
  await panel.getByLabel('Email').fill('guest@one.test');
  await panel.getByRole('button', { name: 'Make the link' }).click();

  const link = panel.getByRole('textbox', { name: 'Link' });
  await expect(link).toHaveValue(new RegExp(`^${server.demo.url}/join/[\\w-]{43}$`));
  await panel.getByRole('button', { name: 'Copy' }).click();
  await expect(panel.getByText(/Copied|Ctrl\+C/)).toBeVisible();
  const open = page.getByRole('table', { name: 'Open invitations' });
  await expect(open).toContainText('guest@one.test');
  await open.getByRole('button', { name: 'Withdraw: guest@one.test' }).click();
  await expect(open).toBeHidden();
});

test('a limited supervisor loses the other rows at once, and a suspended one the board', async ({ page, browser, server }) => {
  await signIn(page, server, 'admin');
  const theirs = await supervisor(browser, server);
  await theirs.goto('/t/demo/board?show=everyone&by=none');
  await waitForLive(theirs);
  const connections = theirs.locator('.connection-strip > li');
  await expect(connections).toHaveCount(5);

  await openPeople(page);
  await openMember(page, 'Lan Pham');
  const panel = page.getByRole('complementary', { name: 'Lan Pham' });
  const queues = panel.getByRole('group', { name: 'Queues' });
  const queue = await queues.getByRole('listitem').first().innerText();
  await queues.getByRole('checkbox').first().check();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByRole('status').first()).toContainText('Saved');
  await expect(page.getByRole('row', { name: /Lan Pham/ })).toContainText(queue.trim());

  await expect(connections, 'connections without an agent of the queue are not named').not.toHaveCount(5, { timeout: LOADED_MS });
  await waitForLive(theirs);
  await expect(theirs.locator('[data-agent]').first()).toBeVisible();

  await panel.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await expect(panel.getByRole('status').first()).toContainText('Suspended');
  await expect(theirs.locator('main.message-page')).toContainText('This page is not open to you', { timeout: LOADED_MS });

  await panel.getByRole('button', { name: 'Let in again' }).click();
  await expect(panel.getByRole('status').first()).toContainText('Let in again');
  await queues.getByRole('checkbox').first().uncheck();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Lan Pham/ })).toContainText('Whole floor');
  await theirs.goto('/t/demo/board');
  await waitForLive(theirs);
  await theirs.context().close();
});

test('ending a session sends its screen to the sign-in page', async ({ page, browser, server }) => {
  await signIn(page, server, 'admin');
  const theirs = await supervisor(browser, server);
  await waitForLive(theirs);
  await openPeople(page);
  await openMember(page, 'Lan Pham');
  const panel = page.getByRole('complementary', { name: 'Lan Pham' });

  const all = panel.getByRole('button', { name: 'End all' });
  const one = panel.getByRole('button', { name: /^End: / });
  await expect(one.first()).toBeVisible();
  await ((await all.count()) > 0 ? all : one.first()).click();

  await expect(panel).toContainText('Signed in nowhere.');
  await theirs.waitForURL('**/sign-in**', { timeout: LOADED_MS });
  await theirs.context().close();
});

test('one cannot lock oneself out, and is told why', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  await openPeople(page);
  await openMember(page, 'Minh Tran');
  const panel = page.getByRole('complementary', { name: 'Minh Tran' });

  await expect(panel).toContainText('Another admin changes your role');
  await expect(panel.getByRole('button', { name: 'Suspend' })).toHaveCount(0);
  await expect(panel.getByRole('radio')).toHaveCount(0);
});
