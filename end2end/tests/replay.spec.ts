import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

/** Everybody as a tile. */
const VIEW = 'show=everyone&by=none&sort=name&view=grid';
/** What is later than this is not written down yet. */
const WRITTEN_AFTER_MS = 15_000;

const board = (page: Page) => page.locator('[data-replay-state]');
const shownAt = async (page: Page) => Number(await board(page).getAttribute('data-replay-at'));

/** Opens the replay at its first minute, once there is one. */
async function openReplay(page: Page): Promise<number> {
  await expect(async () => {
    await page.goto(`/t/demo/replay?${VIEW}`);
    await expect(board(page)).toHaveAttribute('data-replay-state', 'paused', { timeout: 2_000 });
    expect(await page.locator('[data-agent]').count()).toBeGreaterThan(10);
    const words = await page.getByRole('slider').getAttribute('max');
    expect(Number(words)).toBeGreaterThan(20);
  }).toPass({ timeout: 50_000, intervals: [2_000] });
  return shownAt(page);
}

/** What every tile says. */
async function states(page: Page): Promise<string[]> {
  return page.locator('[data-agent]').evaluateAll((tiles) =>
    tiles.map((tile) => `${tile.getAttribute('data-provider')}:${tile.getAttribute('data-external-id')}=${tile.getAttribute('data-state')}`).sort(),
  );
}

test.beforeEach(async ({ page, server }) => {
  test.setTimeout(120_000);
  await signIn(page, server);
  await waitForLive(page);
});

test('the past is played at sixty times its pace up to the present, and the way back leads to the live board', async ({ page }) => {
  const from = await openReplay(page);
  const documents = documentsLoaded(page);

  await page.getByRole('button', { name: '60 times as fast' }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(board(page)).toHaveAttribute('data-replay-state', 'edge', { timeout: 20_000 });

  expect(await shownAt(page)).toBeGreaterThan(from);
  await expect(page.getByText('You are at live')).toBeVisible();
  await expect.poll(() => new URL(page.url()).searchParams.get('at')).toBe(String(await shownAt(page)));
  expect(documents).toEqual([]);
  await page.getByRole('link', { name: 'Back to live' }).click();
  await page.waitForURL(`**/t/demo/board?${VIEW}`);
  await waitForLive(page);
});

test('keys step and play, wherever the focus is', async ({ page }) => {
  const from = await openReplay(page);

  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownAt(page)).toBe(from + 10_000);
  await page.getByRole('slider').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => shownAt(page)).toBe(from);
  await expect(page.getByRole('slider')).toHaveAttribute('aria-valuetext', /\d{4}, \d\d:\d\d:\d\d/);
  await page.keyboard.press(' ');
  await expect(board(page)).toHaveAttribute('data-replay-state', 'playing');
  await expect.poll(() => shownAt(page)).toBeGreaterThan(from);
  await page.keyboard.press(' ');
  await expect(board(page)).toHaveAttribute('data-replay-state', 'paused');
  await page.getByRole('searchbox').fill(' ');
  await expect(board(page)).toHaveAttribute('data-replay-state', 'paused');
});

test('a link to a moment opens the same board', async ({ page, context, server, problems }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.demo.url });
  problems.allow(/Clipboard/);
  const from = await openReplay(page);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownAt(page)).toBe(from + 10_000);
  const seen = await states(page);

  await page.getByRole('button', { name: 'Copy link to this moment' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(() => page.url()).toBe(link);

  const other = await context.newPage();
  await other.goto(link);
  await expect(board(other)).toHaveAttribute('data-replay-state', 'paused');
  expect(await shownAt(other)).toBe(from + 10_000);
  expect(await states(other)).toEqual(seen);
});

test('filters, the panel of an agent and the date keep to the moment', async ({ page }) => {
  const from = await openReplay(page);

  await page.locator('[data-agent] .name').first().click();
  await expect(page.locator('.side-panel')).toBeVisible();
  await expect(page.locator('.side-panel').getByRole('button')).toHaveCount(0);
  await expect(page.locator('.side-panel').getByRole('link', { name: 'Show this day of the agent' })).toHaveAttribute('href', /\/agents\/.*\?day=\d{4}-\d\d-\d\d$/);
  await page.getByRole('link', { name: 'Table', exact: true }).click();
  await expect(page.getByRole('table')).toBeVisible();
  expect(await shownAt(page)).toBe(from);

  await page.getByLabel('Date and time').fill('2001-02-03T04:05:06');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(page.getByText('Nothing was kept before')).toBeVisible();
  await page.getByRole('button', { name: 'Go to the first moment' }).click();
  await expect(board(page)).toHaveAttribute('data-replay-state', 'paused');
  expect(await shownAt(page)).toBeLessThanOrEqual(from + WRITTEN_AFTER_MS);
});

test('a server that does not answer is said to fail, and is asked again', async ({ page, problems }) => {
  await openReplay(page);
  problems.allow(/Failed to load resource|ERR_FAILED/);
  await page.route('**/api/replay_chunk', (route) => route.abort());

  await page.getByLabel('Date and time').fill('2001-02-03T04:05:06');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(board(page)).toHaveAttribute('data-replay-state', 'failed');
  await page.unroute('**/api/replay_chunk');
  await page.getByRole('button', { name: 'Try again' }).click();

  await expect(board(page)).toHaveAttribute('data-replay-state', 'paused');
});

test('a slow answer is waited for in the open, and only the latest wish is shown', async ({ page }) => {
  const from = await openReplay(page);
  let open = () => {};
  const gate = new Promise<void>((done) => (open = done));
  const asked: string[] = [];
  await page.route('**/api/replay_chunk', async (route) => {
    asked.push(new URLSearchParams(route.request().postData() ?? '').get('at') ?? '');
    await gate;
    await route.continue();
  });

  for (let step = 0; step < 5; step += 1) await page.keyboard.press('Shift+ArrowLeft');
  await expect(board(page)).toHaveAttribute('data-replay-state', 'loading');
  await expect(page.getByRole('progressbar')).toBeVisible();
  open();
  await expect(board(page)).toHaveAttribute('data-replay-state', 'paused');

  expect(await shownAt(page)).toBe(from - 1_500_000);
  expect(asked.length).toBeLessThanOrEqual(2);
});

for (const theme of ['light', 'dark']) {
  test(`nothing stands in anybody's way, ${theme}`, async ({ page, context, server }) => {
    await context.addCookies([{ name: 'theme', value: theme, url: server.demo.url }]);
    await openReplay(page);

    expect(await violations(page)).toEqual([]);
  });
}
