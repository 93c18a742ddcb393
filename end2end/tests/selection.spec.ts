import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { expect, signIn, test, waitForLive } from '../support/test';

const BY_NAME = '/t/demo/board?show=everyone&by=none&sort=name';

function box(page: Page, row: number) {
  return page.locator('.agent-row').nth(row).getByRole('checkbox');
}

async function selected(page: Page): Promise<string[]> {
  return page.locator('.agent-row.is-picked').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-external-id') ?? '').sort());
}

test('a range is selected with Shift and holds to its agents when the rows are ordered anew', async ({ page, server }) => {
  // Every row of the floor is drawn, wherever the other order puts the four.
  await page.setViewportSize({ width: 1366, height: 4000 });
  await signIn(page, server);
  await page.goto(BY_NAME);
  await waitForLive(page);
  const bar = page.getByRole('region', { name: 'Selection' });

  await box(page, 1).click();
  await box(page, 4).click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('4 selected');
  const agents = await selected(page);
  expect(agents).toHaveLength(4);

  await page.locator('.filter-bar select[name="sort"]').selectOption('extension');
  await expect(page).toHaveURL(/sort=extension/);
  await expect.poll(() => selected(page)).toEqual(agents);
  await expect(bar).toContainText('4 selected');
});

test('a selection survives what happens on the floor', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(`${BY_NAME}&connection=tel4vn`);
  await waitForLive(page);
  await box(page, 0).click();
  await box(page, 2).click();
  const agents = await selected(page);

  for (const state of ['on-call', 'available']) {
    for (const agent of agents) await server.putAgent('tel4vn', agent, state);
    for (const agent of agents) {
      const row = page.locator(`.agent-row[data-external-id="${agent}"]`);
      await expect(row).toHaveAttribute('data-state', state.replace('-', '_'), { timeout: 20_000 });
      await expect(row.getByRole('checkbox')).toBeChecked();
    }
  }
  expect(await selected(page)).toEqual(agents);
});

test('what is selected is counted, copied, shown alone and taken out as a table', async ({ page, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, server);
  await page.goto(BY_NAME);
  await waitForLive(page);
  const bar = page.getByRole('region', { name: 'Selection' });
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(bar).toContainText('3 selected');
  const agents = await selected(page);
  const names = await page.locator('.agent-row.is-picked a.name').allInnerTexts();
  expect(await violations(page)).toEqual([]);

  await bar.getByRole('button', { name: 'Copy names' }).click();
  await expect(bar).toContainText('Names copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(names.join('\n'));

  const [download] = await Promise.all([page.waitForEvent('download'), bar.getByRole('link', { name: 'CSV' }).click()]);
  const table = await readFile(await download.path(), 'utf8');
  expect(table.trim().split('\n')).toHaveLength(1 + 3);
  for (const agent of agents) expect(table).toContain(agent);

  await bar.getByRole('link', { name: 'Only selected' }).click();
  await expect(page.locator('.agent-row')).toHaveCount(3);
  expect(await selected(page)).toEqual(agents);
  await page.getByRole('link', { name: 'Remove the filter Only selected agents: 3' }).click();
  await expect.poll(() => page.locator('.agent-row').count()).toBeGreaterThan(3);
});

test('all that is shown is selected at once, what a filter hides stays selected and is counted, Escape clears', async ({ page, server }) => {
  // Every row is drawn, however much of the window exceptions and notices take, so that they can be counted here.
  await page.setViewportSize({ width: 1366, height: 4000 });
  await signIn(page, server);
  await page.goto(`${BY_NAME}&connection=alohub`);
  await waitForLive(page);
  const bar = page.getByRole('region', { name: 'Selection' });
  const rows = await page.locator('.agent-row').count();

  await page.getByRole('checkbox', { name: 'Select all shown' }).click();
  await expect(bar).toContainText(`${rows} selected`);
  await page.locator('.filter-bar select[name="connection"]').selectOption({ index: 0 });
  await expect(bar).toContainText(`${rows} selected`);
  await page.keyboard.press('/');
  await page.keyboard.type('nobody-is-called-this');
  await expect(bar).toContainText(`${rows} not shown`);
  await page.keyboard.press('Escape');
  await page.locator('.search-box input').blur();

  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  expect(await selected(page)).toEqual([]);
});

test('the bar that comes with a selection moves no row', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(BY_NAME);
  await waitForLive(page);
  const row = page.locator('.agent-row').nth(2);
  const before = await row.boundingBox();

  await box(page, 2).click();
  await expect(page.getByRole('region', { name: 'Selection' })).toBeVisible();

  expect(await row.boundingBox()).toEqual(before);
});

test('the table holds every row of the view in its order', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(`${BY_NAME}&connection=vicidial`);
  await waitForLive(page);
  const shown = await page.locator('.agent-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-external-id') ?? ''));

  const link = page.locator('.filter-bar').getByRole('link', { name: 'CSV' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);

  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(1 + shown.length);
  shown.forEach((agent, at) => expect(lines[at + 1]).toContain(agent));
});
