import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/axe';
import type { Server } from '../support/server';
import { expect, signIn, test, waitForLive } from '../support/test';

const AGENTS = '/t/demo/agents';
const READ_WITHIN_MS = 60_000;

// A reading of the whole account, and a set with its readings before and after.
test.describe.configure({ timeout: 180_000 });

/** Opens the list and waits for the first reading. */
async function openAgents(page: Page, server: Server, query = ''): Promise<Locator> {
  await signIn(page, server, 'admin');
  await page.goto(`${AGENTS}${query}`);
  const table = page.getByRole('table', { name: "Agents as the provider's administration lists them" });
  await expect(table).toBeVisible({ timeout: READ_WITHIN_MS });
  return table;
}

/** The texts of a column, from the top. */
async function column(table: Locator, name: string): Promise<string[]> {
  const heads = await table.getByRole('columnheader').allInnerTexts();
  const place = heads.findIndex((head) => head.trim() === name);
  expect(place, name).toBeGreaterThanOrEqual(0);
  return table.locator(`.record-row > :nth-child(${place + 1})`).allInnerTexts();
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('every agent stands in one list, and filters and order stand in the address', async ({ page, server }) => {
      const table = await openAgents(page, server);

      await expect(page.getByText(/^Membership read \d\d:\d\d:\d\d, complete for \d+ of \d+/)).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const all = Number(await table.getAttribute('aria-rowcount')) - 1;
      await expect(page.getByText(`${all} of ${all} agents`)).toBeVisible();
      await page.locator('label.chip', { hasText: 'Status' }).locator('select').selectOption('Active');
      await expect(page).toHaveURL(/[?&]status=on/);
      expect(new Set(await column(table, 'Status'))).toEqual(new Set(['Active']));
      const head = table.getByRole('columnheader', { name: 'Number' });
      await head.getByRole('button').click();
      await head.getByRole('button').click();
      await expect(head).toHaveAttribute('aria-sort', 'descending');
      await expect(page).toHaveURL(/[?&]sort=-id/);
      const numbers = (await column(table, 'Number')).map((text) => text.trim());
      expect(numbers).toEqual([...numbers].sort((one, other) => Number(other) - Number(one)));
      await page.reload();
      await expect(head).toHaveAttribute('aria-sort', 'descending', { timeout: READ_WITHIN_MS });
      await page.getByRole('searchbox').fill('nobody is called that');
      await expect(page.getByRole('heading', { name: 'Nobody to show' })).toBeVisible();
      expect(await violations(page), 'filtered to nobody').toEqual([]);
      await page.getByRole('button', { name: 'Clear filters' }).first().click();
      await expect(page).toHaveURL(/\?sort=-id$/);
      await expect(table).toBeVisible();
    });

    test('a queue has a page of its members, reached from the matrix and leading back', async ({ page, server }) => {
      await signIn(page, server, 'admin');
      await page.goto('/t/demo/queues');
      const head = page.locator('.queue-column').first();
      await expect(head).toBeVisible({ timeout: READ_WITHIN_MS });
      const members = Number(await head.locator('small').innerText());
      await head.getByRole('link', { name: /^Open the queue/ }).click();

      const table = page.getByRole('table', { name: 'Agents of the queue' });
      await expect(table).toBeVisible({ timeout: READ_WITHIN_MS });
      await expect(table).toHaveAttribute('aria-rowcount', String(members + 1));
      await expect(page.getByText(new RegExp(`^${members} agents, \\d+ of them in no other queue$`))).toBeVisible();
      await expect(page.getByText('strategy')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Show in the matrix' }).click();
      await expect(page.getByText(new RegExp(`^${members} of \\d+ agents$`))).toBeVisible({ timeout: READ_WITHIN_MS });
    });
  });
}

test('the list is one page of several, and each agent leads to their own', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/queues');
  await page.getByRole('navigation', { name: 'Queues' }).getByRole('link', { name: 'Agents' }).click();
  const table = page.getByRole('table', { name: /^Agents as the provider/ });
  await expect(table).toBeVisible({ timeout: READ_WITHIN_MS });
  const link = table.getByRole('rowheader').first().getByRole('link');
  const name = await link.innerText();

  await link.click();

  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Queue changes' })).toContainText('Nothing was changed from here yet.');
  expect(await violations(page)).toEqual([]);
});

test('what is shown is taken out as it is shown', async ({ page, server }) => {
  await openAgents(page, server, '?status=on&sort=-id');
  const href = await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href');
  const csv = await (await page.request.get(href ?? '')).text();
  const shown = await page.getByText(/^\d+ of \d+ agents$/).innerText();

  expect(csv.trim().split('\n').length - 1).toBe(Number(shown.split(' ')[0]));
  expect(csv).not.toContain('Inactive');
});

test('an identifier that came as a number is marked @fault', async ({ page, server }) => {
  await server.choose({ alohub: { numeric_agent_ids: true } });
  const table = await openAgents(page, server);
  await page.getByRole('button', { name: 'Read again' }).click();

  await expect(table.getByText('as a number').first()).toBeVisible({ timeout: READ_WITHIN_MS });
  expect(await violations(page)).toEqual([]);
});

test('a queue that nobody has and one that there is not are told apart from an empty page', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/queues');
  const link = page.getByRole('link', { name: /^Open the queue/ }).first();
  await expect(link).toBeVisible({ timeout: READ_WITHIN_MS });
  const href = (await link.getAttribute('href')) ?? '';
  await page.goto(href.replace(/[^/]*$/, '0%2F7'));

  await expect(page.getByRole('heading', { name: 'No queue 0/7' })).toBeVisible({ timeout: READ_WITHIN_MS });
  expect(await violations(page)).toEqual([]);
});

for (const [fault, said] of [
  ['auth-revoked', /GET \/v1\/agents, 401 UNAUTHORIZED/],
  ['lost-scope', /GET \/v1\/agents \(403 INSUFFICIENT_SCOPE\): .*agent/],
  ['rate-limited:20', /GET \/v1\/agents, 429/],
  ['status-500', /GET \/v1\/agents, 500 FAIL/],
] as const) {
  test(`a reading that ends in ${fault} says which request and what to do @fault`, async ({ page, server, problems }) => {
    problems.allow(/status of 502/);
    await openAgents(page, server);
    if (fault === 'lost-scope') await server.choose({ alohub: { lost_scopes: ['agent'] } });
    else await server.fault('alohub', fault);
    await page.getByRole('button', { name: 'Read again' }).click();

    await expect(page.getByRole('alert')).toContainText(said, { timeout: READ_WITHIN_MS });
    await expect(page.getByRole('alert')).toContainText('is still shown');
    expect(await violations(page)).toEqual([]);
    const key = page.getByRole('link', { name: 'Enter the key again' });
    if (fault === 'auth-revoked') await expect(key).toHaveAttribute('href', /settings\/connections\?open=/);
    else await expect(key).toHaveCount(0);
    if (fault === 'rate-limited:20') await expect(page.getByText(/\d+ s/).first()).toBeVisible();
  });
}

test('a refused key is a plain notice for a supervisor, who has no such page @fault', async ({ page, server, problems }) => {
  problems.allow(/status of 403/);
  await server.fault('alohub', 'auth-revoked');
  await signIn(page, server);
  await waitForLive(page);

  const item = page.locator('.connection-strip [data-provider="alohub"]');
  await expect(item).toContainText('Key refused', { timeout: READ_WITHIN_MS });
  await expect(page.locator('a[href*="settings/connections"]')).toHaveCount(0);
  await page.goto(AGENTS);
  await expect(page.getByRole('heading', { name: 'This page is not open to you' })).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('a change of an agent stands on their page with what came and who did it', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/queues');
  const row = page.locator('.queue-row').filter({ has: page.locator('.queue-cell:nth-child(5)[data-mark="out"]') }).first();
  await expect(row).toBeVisible({ timeout: READ_WITHIN_MS });
  const agent = (await row.locator('.name').getAttribute('href')) ?? '';
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Add to…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('button', { name: 'Make a plan' }).click();
  const panel = page.getByRole('complementary', { name: /^Change set/ });
  await panel.getByRole('button', { name: /^Apply/ }).click({ timeout: READ_WITHIN_MS });
  await expect(page.getByText('1 verified').first()).toBeVisible({ timeout: READ_WITHIN_MS });

  await page.goto(agent);

  const changes = page.getByRole('region', { name: 'Queue changes' });
  await expect(changes).toContainText('Verified by re-reading');
  await expect(changes.locator('ins')).toContainText('+ ');
  expect(await violations(page)).toEqual([]);
  await changes.getByRole('link', { name: 'Open the set' }).click();
  await expect(page.getByText('1 verified').first()).toBeVisible({ timeout: READ_WITHIN_MS });
});

test('list and queue fit a phone', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const table = await openAgents(page, server);
  const fits = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

  expect(await fits()).toBe(true);
  await expect(table.getByRole('rowheader').first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
