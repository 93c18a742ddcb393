import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { ANSWERS_WITHIN_MS, chooseAgentApi, openAgent } from '../support/panel';
import type { Server } from '../support/server';
import { EVERYONE, expect, signIn, test, waitForLive } from '../support/test';

const READ_WITHIN_MS = 60_000;
/** The inbound queues of the simulated AloHub account. */
const ALL_QUEUES = ['1001226', '1000886', '1001301', '1001302'];

// A reading of the whole account, and a set with its readings before and after.
test.describe.configure({ timeout: 240_000 });

interface MembershipChange {
  external_id: string;
  before: string[];
  after: string[];
  by: 'interface' | 'console';
}

/** Every change of anybody's callin queues at AloHub, with who made it. */
async function journal(server: Server): Promise<MembershipChange[]> {
  const answer = await fetch(new URL('/__sim/journal/alohub', server.demo.simulator));
  return (await answer.json()) as MembershipChange[];
}

/** Replaces an agent's callin queues in AloHub's own console. */
async function atConsole(server: Server, id: string, queues: string[]): Promise<void> {
  const path = `/__sim/agents/alohub/${encodeURIComponent(id)}/callin`;
  const answer = await fetch(new URL(path, server.demo.simulator), { method: 'POST', body: queues.join(',') });
  expect(answer.status).toBe(204);
}

/** Opens the panel of somebody at AloHub and their callin queues. */
async function openCallin(page: Page, server: Server): Promise<[Locator, Locator, string]> {
  const [panel, id] = await openAgent(page, server, 'alohub');
  await panel.getByRole('button', { name: 'Callin queues' }).click();
  const dialog = panel.getByRole('dialog', { name: /^Callin queues of/ });
  await expect(dialog.getByRole('checkbox').first()).toBeVisible({ timeout: READ_WITHIN_MS });
  return [panel, dialog, id];
}

/** Ticks a queue that the agent is not in, and asks for the plan. */
async function plan(dialog: Locator): Promise<void> {
  await dialog.locator('input[type="checkbox"]:not(:checked)').first().check();
  await dialog.getByRole('button', { name: 'Make a plan' }).click();
  await expect(dialog.getByText('Before and after')).toBeVisible({ timeout: READ_WITHIN_MS });
}

function course(panel: Locator): Locator {
  return panel.locator('.callin-course');
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('callin queues are read, planned, applied once and verified @fault', async ({ page, server }) => {
      await signIn(page, server, 'admin');
      const [panel, dialog, id] = await openCallin(page, server);
      const written = await server.writes('alohub');
      const before = await dialog.locator('input[type="checkbox"]:checked').count();
      expect(before).toBeGreaterThan(0);
      await expect(dialog).toContainText(/Read \d\d:\d\d:\d\d, \d+ s ago/);
      expect(await violations(page), 'choice').toEqual([]);
      await dialog.getByRole('button', { name: 'Make a plan' }).click();
      await expect(dialog.getByRole('alert')).toContainText('Nothing is different yet.');

      await plan(dialog);
      await expect(dialog).toContainText(`+1 −0, keeps ${before}`);
      await expect(dialog.locator('.plan-chip[data-kind="added"]')).toHaveCount(1);
      await expect(dialog).toContainText(/\d+ requests/);
      expect(await violations(page), 'plan').toEqual([]);
      expect(await server.writes('alohub')).toBe(written);
      await dialog.getByRole('button', { name: 'Apply' }).dblclick();

      await expect(dialog).toBeHidden();
      await expect(course(panel)).toContainText('Verified by re-reading', { timeout: READ_WITHIN_MS });
      expect(await violations(page), 'course').toEqual([]);
      const [change, ...others] = await journal(server);
      expect(others).toEqual([]);
      expect(change?.external_id).toBe(id);
      expect(change?.after).toEqual(expect.arrayContaining(change?.before ?? []));
      expect(change?.after).toHaveLength(before + 1);
      await panel.getByRole('link', { name: 'Open the change set' }).click();
      await expect(page.locator('.job-tray')).toContainText('1 verified', { timeout: READ_WITHIN_MS });
    });
  });
}

test('a list that the console changed since the plan is a conflict, and nothing is sent @fault', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  const [panel, dialog, id] = await openCallin(page, server);
  await plan(dialog);
  await atConsole(server, id, ALL_QUEUES);
  const written = await server.writes('alohub');

  await dialog.getByRole('button', { name: 'Apply' }).click();

  await expect(course(panel)).toContainText('Changed by somebody else since the plan', { timeout: READ_WITHIN_MS });
  expect((await journal(server)).map((change) => change.by)).toEqual(['console']);
  expect(await server.writes('alohub')).toBe(written);
  await panel.getByRole('button', { name: 'Read again and plan anew' }).click();
  await expect(dialog.locator('input[type="checkbox"]:checked')).toHaveCount(ALL_QUEUES.length, { timeout: READ_WITHIN_MS });
});

test('the last queue keeps its tick and says why @fault', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  const [panel, id] = await openAgent(page, server, 'alohub');
  await atConsole(server, id, ALL_QUEUES.slice(0, 1));
  await panel.getByRole('button', { name: 'Callin queues' }).click();
  const dialog = panel.getByRole('dialog', { name: /^Callin queues of/ });
  const last = dialog.locator('input[type="checkbox"]:checked');
  await expect(last).toHaveCount(1, { timeout: READ_WITHIN_MS });

  // It says that it is disabled, which Playwright would wait for.
  await last.click({ force: true });

  await expect(last).toHaveCount(1);
  await expect(last).toHaveAccessibleDescription(/refuses an empty list/);
});

test('a key that may not list queues is told with its route, and a supervisor has no such button @fault', async ({
  browser,
  page,
  server,
}) => {
  await signIn(page, server, 'admin');
  const [panel] = await openAgent(page, server, 'alohub');
  await server.choose({ alohub: { lost_scopes: ['queue'] } });
  await panel.getByRole('button', { name: 'Callin queues' }).click();
  const dialog = panel.getByRole('dialog', { name: /^Callin queues of/ });
  await expect(dialog).toContainText('GET /v1/queues/inbound', { timeout: READ_WITHIN_MS });
  await expect(dialog.getByRole('button', { name: 'Make a plan' })).toBeDisabled();

  const other = await browser.newContext({ baseURL: server.demo.url });
  const desk = await other.newPage();
  await signIn(desk, server, 'supervisor');
  const [theirs] = await openAgent(desk, server, 'alohub');
  await expect(theirs.locator('.reasons')).toContainText('Only an admin may do this.');
  await expect(theirs.getByRole('button', { name: 'Callin queues' })).toHaveCount(0);
  await other.close();
});

/** Somebody at work in a campaign that takes inbound calls. */
async function onSupport(page: Page): Promise<string> {
  await page.goto(`${EVERYONE}&campaign=SUPPORT`);
  await waitForLive(page);
  const tile = page.locator('[data-agent][data-provider="vicidial"]:not([data-state="logged_out"])').first();
  return (await tile.getAttribute('data-external-id')) ?? '';
}

test('in-groups of a VICIdial agent are changed once an admin has switched it on @fault', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  const who = await onSupport(page);
  const [before] = await openAgent(page, server, 'vicidial', 'available', who);
  await expect(before.getByRole('button', { name: 'In-groups' })).toHaveCount(0);
  await expect(before.locator('.reasons')).toContainText(/In-groups.*An admin can switch it on in the settings of VICIdial/);
  await chooseAgentApi(page, server, 'Use the agent API');
  const written = await server.writes('vicidial');

  const [panel] = await openAgent(page, server, 'vicidial', 'available', who);
  const name = await panel.getByRole('heading', { level: 2 }).innerText();
  await panel.getByRole('button', { name: 'In-groups' }).click();
  const dialog = panel.getByRole('dialog');
  await expect(dialog).toContainText(`Change the in-groups of ${name}?`);
  await expect(dialog).toContainText(/Now: /, { timeout: READ_WITHIN_MS });
  await expect(dialog.getByLabel('Also dial')).toHaveAccessibleDescription(/also dials outbound calls/);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'In-groups' }).click();
  await expect(dialog.getByRole('alert').last()).toContainText('Fill this in');

  await dialog.getByRole('radio', { name: 'The whole list' }).check();
  const boxes = dialog.locator('.queues-boxes').getByRole('checkbox');
  const [first, ...others] = await boxes.all();
  const wasWhole = (await boxes.count()) === (await dialog.locator('.queues-boxes input:checked').count());
  for (const box of others) await box.check();
  await first?.setChecked(!wasWhole);
  await dialog.getByLabel('Also dial').uncheck();
  await dialog.getByRole('button', { name: 'In-groups' }).dblclick();
  await expect(panel.locator('.act-outcome').first()).toContainText('Confirmed: VICIdial shows it.', {
    timeout: ANSWERS_WITHIN_MS,
  });
  expect(await server.writes('vicidial')).toBe(written + 1);
  await expect(panel.locator('.last-actions')).toContainText('Change in-groups');

  await panel.getByRole('button', { name: 'In-groups' }).click();
  await expect(dialog).toContainText(/Now: .*SALESLINE/, { timeout: READ_WITHIN_MS });
  await dialog.getByRole('radio', { name: 'Removed' }).check();
  await boxes.first().check();
  await dialog.getByLabel('Also dial').check();
  await dialog.getByRole('button', { name: 'In-groups' }).click();
  await expect(panel.locator('.act-outcome').first()).toContainText('Failed.', { timeout: ANSWERS_WITHIN_MS });
  expect(await server.writes('vicidial')).toBe(written + 1);
  await chooseAgentApi(page, server, 'Only look');
});

test('what recording was set to stands in panel and page, with who and when', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  const [panel] = await openAgent(page, server, 'alohub');
  await panel.getByRole('button', { name: 'Recording on' }).click();
  await panel.getByRole('dialog').getByRole('button', { name: 'Recording on' }).click();

  await expect(panel.locator('.act-outcome').first()).toContainText('Accepted', { timeout: ANSWERS_WITHIN_MS });
  // By the act itself: this agent's row may not move for minutes.
  const facts = panel.locator('.facts', { hasText: /On, set here by .+/ });
  await expect(facts).toBeVisible();
});

test('the questions fit a narrow screen', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, server, 'admin');
  const [, dialog] = await openCallin(page, server);
  await plan(dialog);

  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
});
