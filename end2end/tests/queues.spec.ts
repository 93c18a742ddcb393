import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/axe';
import type { Server } from '../support/server';
import { expect, signIn, test } from '../support/test';

const QUEUES = '/t/demo/queues';
const READ_WITHIN_MS = 60_000;

// A reading of the whole account and a job with its readings before and after.
test.describe.configure({ timeout: 240_000 });

/** Opens the page and waits for the first reading. */
async function openQueues(page: Page, server: Server, query = ''): Promise<Locator> {
  await signIn(page, server, 'admin');
  await page.goto(`${QUEUES}${query}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const table = page.getByRole('table', { name: 'Agents and the queues they are in' });
  await expect(table).toBeVisible({ timeout: READ_WITHIN_MS });
  return table;
}

/** A row that is not in the queue of the column, by its place after the four fixed columns. */
function outOf(table: Locator, column: number): Locator {
  const cell = `.queue-cell:nth-child(${column + 5})[data-mark="out"]`;
  return table.locator('.queue-row').filter({ has: table.page().locator(cell) });
}

/** Chooses the first queue in the open question and asks for the plan. */
async function makePlan(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('button', { name: 'Make a plan' }).click();
  const panel = page.getByRole('complementary', { name: /^Change set/ });
  await expect(panel).toBeVisible({ timeout: READ_WITHIN_MS });
  return panel;
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('the matrix says how old and how whole it is, and filters stand in the address', async ({ page, server }) => {
      const table = await openQueues(page, server);

      await expect(page.getByText(/^Membership read \d\d:\d\d:\d\d, complete for \d+ of \d+$/)).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const head = table.locator('.queue-column button').first();
      const members = Number(await head.locator('small').innerText());
      await head.click();
      await expect(page).toHaveURL(/[?&]queue=/);
      await expect(page.getByText(new RegExp(`^${members} of \\d+ agents$`))).toBeVisible();
      await page.reload();
      await expect(page.getByText(new RegExp(`^${members} of \\d+ agents$`))).toBeVisible({ timeout: READ_WITHIN_MS });
      await page.getByRole('searchbox').fill('nobody is called that');
      await expect(page.getByRole('heading', { name: 'Nobody to show' })).toBeVisible();
      expect(await violations(page), 'empty').toEqual([]);
      await page.getByRole('button', { name: 'Clear filters' }).first().click();
      await expect(table).toBeVisible();
    });
  });
}

test('a plan is drawn, survives a reload, runs to its end and is undone @fault', async ({ page, server }) => {
  const table = await openQueues(page, server);
  const written = await server.writes('alohub');
  await outOf(table, 0).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Add to…' }).click();
  const panel = await makePlan(page);

  await expect(panel).toContainText('1 ready');
  await expect(table.locator('.queue-cell[data-mark="added"]')).toHaveCount(1);
  expect(await violations(page), 'plan').toEqual([]);
  expect(await server.writes('alohub')).toBe(written);
  await page.reload();
  await expect(panel).toContainText('1 ready', { timeout: READ_WITHIN_MS });
  await panel.getByRole('button', { name: 'Apply to 1 agent' }).click();

  const job = page.getByRole('region', { name: /agents?$/ }).filter({ has: page.locator('.job-head') });
  await expect(job).toContainText('1 verified', { timeout: READ_WITHIN_MS });
  await expect(job).toContainText('Verified by re-reading');
  expect(await violations(page), 'job').toEqual([]);
  await job.getByRole('button', { name: 'Undo 1…' }).click();
  await expect(panel).toContainText('Takes an earlier set back.', { timeout: READ_WITHIN_MS });
  await expect(panel.locator('.plan-chip[data-kind="removed"]')).toHaveCount(1);
});

test('the last queue cannot be taken away, and the plan says why', async ({ page, server }) => {
  const table = await openQueues(page, server);
  const one = table.locator('.queue-row').filter({ has: page.locator('.queue-cell[data-mark="in"]') });
  const single = one.filter({ has: page.locator('[role="cell"]:nth-child(2)', { hasText: /^1$/ }) }).first();
  await single.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Remove from…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('label', { hasText: '1 of them is in it' }).getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Make a plan' }).click();

  const panel = page.getByRole('complementary', { name: /^Change set/ });
  await expect(panel).toContainText('refuses an empty callin list', { timeout: READ_WITHIN_MS });
  await expect(panel.getByRole('button', { name: /^Apply/ })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Discard' }).click();
  await expect(panel).toBeHidden();
});

test('a pasted table names its wrong lines one by one', async ({ page, server }) => {
  await openQueues(page, server);
  await page.getByRole('button', { name: 'Import…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import agents and queues' });
  await dialog.getByLabel('Table').fill('agent\tqueues\tpriority\n082018\tno such queue\t1\n\t7\t1');
  await dialog.getByRole('button', { name: 'Make a plan' }).click();

  await expect(dialog).toContainText('Nothing was planned: 2 lines cannot be used.', { timeout: READ_WITHIN_MS });
  await expect(dialog).toContainText('No queue is called “no such queue”.');
  await expect(dialog).toContainText('Line 3');
  expect(await violations(page)).toEqual([]);
});

test('a refused key leads to the connection, and a supervisor has no such page @fault', async ({ page, server, problems }) => {
  problems.allow(/status of (403|502)/);
  await openQueues(page, server);
  await server.fault('alohub', 'auth-revoked');
  await page.getByRole('button', { name: 'Read again' }).click();

  await expect(page.getByRole('alert')).toContainText('401 UNAUTHORIZED', { timeout: READ_WITHIN_MS });
  await expect(page.getByRole('alert')).toContainText('is still shown');
  await expect(page.getByRole('link', { name: 'Enter the key again' })).toHaveAttribute('href', /settings\/connections\?open=/);
  await page.context().clearCookies();
  await signIn(page, server);
  await expect(page.getByRole('link', { name: 'Queues', exact: true })).toHaveCount(0);
  await page.goto(QUEUES);
  await expect(page.getByRole('table')).toHaveCount(0);
});
