import type { Page, Route } from '@playwright/test';

import { violations } from '../support/axe';
import { Fresh } from '../support/fresh';
import { PASSWORD } from '../support/people';
import { expect, signIn, test, waitForLive } from '../support/test';

const FIRST_PAINT = '**/api/board';

/** From another page to the board within the browser, so that the browser itself asks for the first paint. */
async function toTheBoard(page: Page): Promise<void> {
  await page.goto('/t/demo/displays', { waitUntil: 'networkidle' });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Board' }).click();
}

test('a board that is on its way shows its shape and says so', async ({ page, server }) => {
  await signIn(page, server);
  let answer = () => {};
  const held = new Promise<void>((done) => (answer = done));
  await page.route(FIRST_PAINT, async (route: Route) => {
    await held;
    await route.continue();
  });

  await toTheBoard(page);

  const loading = page.getByRole('main', { name: 'Board' });
  await expect(loading).toHaveAttribute('aria-busy', 'true');
  await expect(loading.getByRole('status')).toHaveText('Loading the floor');
  expect(await violations(page)).toEqual([]);
  answer();
  await waitForLive(page);
  await expect(page.locator('main[aria-busy]')).toHaveCount(0);
});

test('a company without a connection is told what to do, by role', async ({ page }) => {
  const fresh = await Fresh.start();
  try {
    await page.goto(fresh.link);
    await page.getByLabel('Name of the company').fill('Sông Hàn');
    await page.getByLabel('Your name').fill('Lan Phạm');
    await page.getByLabel('Email').fill('lan@song-han.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.waitForURL('**/t/song-han/board**');

    await expect(page.getByRole('heading', { name: 'No agents here yet' })).toBeVisible();
    await expect(page.locator('[data-live-state="live"]')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Connect a provider' }).click();
    await page.waitForURL('**/t/song-han/settings/connections');
  } finally {
    await page.goto('about:blank');
    await fresh.end(page);
  }
});

test('filters that nobody passes say how many they hide, and are cleared in one step', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?q=nobody-is-called-this&show=paused&sort=name');
  await waitForLive(page);
  await expect(page.getByRole('heading', { name: 'Nobody matches' })).toBeVisible();
  await expect(page.locator('.empty-state')).toContainText(/\d+ agents are hidden by the filters/);

  await page.locator('.empty-state').getByRole('link', { name: 'Clear filters' }).click();

  await expect(page.locator('[data-agent]').first()).toBeVisible();
  await expect(page).toHaveURL(/\/t\/demo\/board\?sort=name$/);
});

test('what the address says that nobody understands is a chip, and the rest holds', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?show=sleeping&connection=tel4vn&unheard-of=1&only=x');
  await waitForLive(page);
  const filters = page.getByRole('list', { name: 'Active filters' });

  await expect(filters.getByText('Not understood: show=sleeping')).toBeVisible();
  await expect(filters.getByText('Not understood: only=x')).toBeVisible();
  await expect(filters.getByText(/unheard-of/)).toHaveCount(0);
  await expect(page.locator('[data-agent]:not([data-provider="tel4vn"])')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await filters.getByRole('link', { name: /show=sleeping/ }).click();
  await expect(filters.getByText(/Not understood/)).toHaveCount(0);
  await filters.getByRole('link', { name: 'Remove the filter Connection: tel4vn' }).click();
  await expect(filters).toHaveCount(0);
});

test('counts, heads of groups, queues and connections filter, and a second press takes it back', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board');
  await waitForLive(page);
  const places = [
    { link: page.locator('.kpi', { hasText: 'On call' }), address: /show=on_call/ },
    { link: page.locator('[data-connection][data-provider="convoso"] a'), address: /connection=/ },
    { link: page.locator('.queue-card a').first(), address: /queue=/ },
    { link: page.locator('.group-row a.count').first(), address: /connection=/ },
    { link: page.locator('.group-row .tally a').first(), address: /show=/ },
  ];

  for (const { link, address } of places) {
    await link.click();
    await expect(page).toHaveURL(address);
    await expect(link).toHaveAttribute('aria-current', 'true');
    await link.click();
    await expect(page).not.toHaveURL(address);
    await expect(link).not.toHaveAttribute('aria-current', 'true');
  }
});

test('a queue that leads somewhere leads to its agents, and one that no row names leads nowhere', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?by=none');
  await waitForLive(page);
  const cards = page.locator('.queue-card');
  const named = cards.filter({ has: page.getByRole('link') });
  expect(await named.count()).toBeGreaterThan(0);
  expect(await named.count()).toBeLessThan(await cards.count());

  const name = await named.first().getByRole('link').innerText();
  await named.first().click();

  await expect(page.getByRole('link', { name: `Remove the filter Queue: ${name}` })).toBeVisible();
  await expect(page.locator('[data-agent]').first()).toBeVisible();
});

test('one connection that fails is named in its chip, its group and the lane, and the others go on', { tag: '@fault' }, async ({ page, server }) => {
  test.setTimeout(120_000);
  await signIn(page, server);
  await page.goto('/t/demo/board?by=connection&connection=crocodial');
  await waitForLive(page);
  const chip = page.locator('[data-connection][data-provider="crocodial"]');
  const name = await chip.locator('.source-name').innerText();

  await server.fault('crocodial', 'status-503');

  await expect(chip).toHaveAttribute('data-freshness', 'stale', { timeout: 60_000 });
  await expect(page.locator('.exception-lane').getByText(`${name} is stale`)).toBeVisible();
  await expect(page.locator('.live-switch .fresh')).toContainText('4 of 5 fresh');
  await expect(page.locator('.group-row', { hasText: name }).locator('.badge')).toContainText('stale');
  await expect(page.locator('.kpi').first()).toContainText(/\+\d+ stale/);
  await expect(page.locator('[data-connection][data-provider="tel4vn"]')).toHaveAttribute('data-freshness', 'fresh');
  expect(await violations(page)).toEqual([]);
});

test('a rate limit says until when, and its rows are kept', { tag: '@fault' }, async ({ page, server }) => {
  test.setTimeout(90_000);
  await signIn(page, server);
  await page.goto('/t/demo/board?show=everyone&by=none&connection=convoso');
  await waitForLive(page);
  const rows = await page.locator('[data-agent]').count();

  await server.fault('convoso', 'rate-limited:300');

  await expect(page.locator('[data-connection][data-provider="convoso"] .cause')).toHaveText(/^Rate limited until \d\d:\d\d:\d\d/, { timeout: 20_000 });
  await expect(page.locator('[data-agent][data-stale="true"]')).toHaveCount(rows, { timeout: 60_000 });
  expect(await violations(page)).toEqual([]);
});

test('a board that cannot be loaded says so and tries again by itself', async ({ page, server, problems }) => {
  problems.allow(/Failed to load resource|net::ERR_FAILED/);
  await signIn(page, server);
  await page.route(FIRST_PAINT, (route) => route.abort());

  await toTheBoard(page);

  await expect(page.getByRole('heading', { name: 'The board could not be loaded' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.unroute(FIRST_PAINT);
  await waitForLive(page);
});

test('a board that is closed to somebody says who can open it', async ({ page, server, problems }) => {
  problems.allow(/status of 403/);
  await signIn(page, server);
  await page.route(FIRST_PAINT, (route) => route.fulfill({ status: 403, contentType: 'application/json', body: '"Forbidden"' }));

  await toTheBoard(page);

  await expect(page.getByRole('heading', { name: 'This page is not open to you' })).toBeVisible();
  await expect(page.getByText('Ask an admin of your company.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('a lost link says what the picture is worth, and filters still work on it', async ({ page, server, problems }) => {
  test.setTimeout(120_000);
  await signIn(page, server);
  await page.goto('/t/demo/board?show=everyone&by=none');
  await waitForLive(page);

  await problems.whileServerIsDown(async () => {
    await server.kill();
    await expect(page.locator('.link-banner[data-kind="lost"]')).toContainText(/What you see is from \d\d:\d\d:\d\d/, { timeout: 30_000 });
    await page.keyboard.press('/');
    await page.keyboard.type('nobody-is-called-this');
    await expect(page.getByRole('heading', { name: 'Nobody matches' })).toBeVisible();
    await server.startAgain();
    await expect(page.locator('[data-live-seq]')).toHaveAttribute('data-live-state', 'live', { timeout: 40_000 });
  });

  await expect(page.locator('.link-banner')).toHaveCount(0);
});
