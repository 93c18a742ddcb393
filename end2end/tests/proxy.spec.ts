import type { Page } from '@playwright/test';

import { Nginx } from '../support/nginx';
import { type Screen, approve, newScreen } from '../support/screens';
import { type Server } from '../support/server';
import { documentsLoaded, expect, signIn, test as base, waitForLive } from '../support/test';

const AWAY = /status of 50[024]|net::ERR_/;
/** An outage of ten minutes, in steps no longer than the longest wait between two attempts. */
const OUTAGE_MS = 10 * 60_000;
const STEP_MS = 20_000;

/** The server behind a real nginx; every page of these tests goes through it. */
const test = base.extend<{ nginx: Nginx; wall: Screen }>({
  nginx: async ({ server }, use) => {
    const nginx = await Nginx.before(server.demo.url);
    await use(nginx);
    await nginx.end();
  },
  baseURL: async ({ nginx }, use) => use(nginx.url),
  /** A paired screen that shows the floor. Its clock is the test's: it runs, and can be moved on. */
  wall: async ({ nginx, browser, page, server }, use) => {
    await signIn(page, server);
    const wall = await newScreen(browser, nginx.url);
    await wall.screen.clock.install();
    await approve(page, wall.screen, 'Behind nginx');
    await waitForLive(wall.screen);
    // The desk has done its part; a test that wants one opens it.
    await page.goto('about:blank');
    await use(wall);
    await wall.screen.context().close();
  },
});

/** Lets the page believe that so much time has passed, every attempt to come back being made and answered meanwhile. */
async function sitOut(screen: Page, nginx: Nginx, path: string, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    const before = nginx.answered(path, 502);
    await screen.clock.fastForward(STEP_MS);
    await expect(() => expect(nginx.answered(path, 502)).toBeGreaterThan(before)).toPass({ intervals: [20] });
  }
}

/** Server time as a page writes it. */
function seconds(time: string): number {
  const [hours, minutes, rest] = time.split(':').map(Number);
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (rest ?? 0);
}

test('a wall and a desk survive ten minutes of 502 from a proxy and are back within 30 s', { tag: '@fault' }, async ({ page, server, nginx, wall, problems }) => {
  test.setTimeout(180_000);
  const { screen } = wall;
  await page.clock.install();
  await page.goto('/t/demo/board?show=everyone&by=none&view=grid');
  await waitForLive(page);
  const documents = [page, screen].map(documentsLoaded);
  const lost = screen.locator('.wall-link');
  for (const each of [problems, wall.problems]) each.allow(AWAY);
  const told = await screen.locator('.wall-header time').innerText();

  await server.kill();
  await expect(lost).toBeVisible();
  await expect(page.locator('.link-banner[data-kind="lost"]')).toBeVisible();
  await sitOut(screen, nginx, '/wall/events', OUTAGE_MS);
  await sitOut(page, nginx, '/t/demo/events', OUTAGE_MS);

  // The screen's own link and nobody else's is named, with the time of its last frame, and every figure is marked.
  const named = /^This screen lost the server at (\d\d:\d\d:\d\d)/.exec(await lost.innerText())?.[1] ?? '';
  expect(Math.abs(seconds(named) - seconds(told))).toBeLessThan(30);
  await expect(screen.locator('.wall-trouble')).toHaveCount(0);
  await expect(screen.locator('.wall-tile[data-stale]').first()).toBeVisible();
  await expect(screen.locator('.wall-tile:not([data-stale])')).toHaveCount(0);
  await expect(page.locator('main.board')).toHaveAttribute('data-live-state', 'lost');

  await server.startAgain();
  await expect(lost).toBeHidden({ timeout: 30_000 });
  await expect(page.locator('main.board')).toHaveAttribute('data-live-state', 'live', { timeout: 30_000 });
  await waitForLive(screen);
  expect(documents.flat(), 'healed, not loaded anew').toEqual([]);
});

test('a new build is loaded only once the server itself answers', { tag: '@fault' }, async ({ server, nginx, wall }) => {
  test.setTimeout(120_000);
  const { screen, problems } = wall;
  problems.allow(AWAY);
  // The server told of a new build and went away before it was fetched, as it does when it is replaced.
  await screen.route('**/api/wall_heartbeat', (route) => route.fulfill({ json: 'a newer build' }));
  const documents = documentsLoaded(screen);
  await server.kill();
  await screen.clock.fastForward('01:10');

  // It asks whether the server is there, again and again, and stays as it is.
  await expect(async () => {
    await screen.clock.fastForward(5_000);
    expect(nginx.answered('/wall', 502)).toBeGreaterThan(2);
  }).toPass({ intervals: [100] });
  await expect(screen.locator('.wall-link')).toBeVisible();
  expect(documents).toEqual([]);

  await screen.unroute('**/api/wall_heartbeat');
  const loaded = screen.waitForEvent('load', { timeout: 30_000 });
  await server.startAgain();
  await loaded;
  await waitForLive(screen);
  expect(documents).toEqual([`${nginx.url}/wall`]);
});

test('a stream that stays open and says nothing is noticed, and an attempt that nobody answers is given up', { tag: '@fault' }, async ({ server, wall }) => {
  test.setTimeout(120_000);
  const { screen, problems } = wall;
  problems.allow(AWAY);
  const live = screen.locator('[data-live-state]');
  const attempts: string[] = [];
  screen.on('request', (request) => {
    if (request.url().includes('/wall/events')) attempts.push(request.url());
  });

  server.stopTime();
  await screen.clock.fastForward(25_000);
  await expect(live).toHaveAttribute('data-live-state', 'live');
  await screen.clock.fastForward(15_000);
  await expect(live).toHaveAttribute('data-live-state', 'lost');
  // Each attempt hangs in the proxy: the screen goes on to the next by itself.
  for (const attempt of [1, 2, 3]) {
    await expect(async () => {
      await screen.clock.fastForward(5_000);
      expect(attempts.length).toBeGreaterThanOrEqual(attempt);
    }).toPass({ intervals: [50] });
  }

  server.goOn();
  await expect(live).toHaveAttribute('data-live-state', 'live', { timeout: 30_000 });
  await waitForLive(screen);
});

test('a wall whose program never comes shows the floor anew, and says when it cannot', { tag: '@fault' }, async ({ server, nginx, wall }) => {
  test.setTimeout(120_000);
  const { screen, problems } = wall;
  problems.allow(/net::ERR_|status of 50|WebAssembly|Failed to fetch/);
  await screen.route('**/*.wasm', (route) => route.abort());
  await screen.goto('/wall');
  const documents = documentsLoaded(screen);
  await expect(screen.locator('.wall-tile').first()).toBeVisible();

  const again = screen.waitForEvent('load');
  await screen.clock.fastForward(31_000);
  await again;
  expect(documents).toHaveLength(1);

  await server.kill();
  await screen.clock.fastForward(31_000);
  await expect(screen.locator('.refresh-lost')).toHaveText(/^This screen lost the server at \d\d:\d\d:\d\d/);
  await expect(screen.locator('.wall-root')).toHaveClass(/is-lost/);
  expect(documents).toHaveLength(1);

  await server.startAgain();
  const loaded = screen.waitForEvent('load', { timeout: 30_000 });
  await screen.unroute('**/*.wasm');
  await screen.clock.fastForward(15_000);
  await loaded;
  await waitForLive(screen);
  expect(nginx.answered('/wall', 502)).toBeGreaterThan(0);
});

test('a board whose program never comes is fetched again by itself', async ({ page, server, problems }) => {
  problems.allow(/net::ERR_|WebAssembly|Failed to fetch/);
  await signIn(page, server);
  await page.clock.install();
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('/t/demo/board');
  const documents = documentsLoaded(page);
  await expect(page.locator('[data-agent]').first()).toBeVisible();

  await page.clock.fastForward(61_000);

  await expect(() => expect(documents).toHaveLength(1)).toPass();
});

test('a wall whose program has died is loaded anew', async ({ wall }) => {
  const { screen, problems } = wall;
  problems.allow(/unreachable/);
  const documents = documentsLoaded(screen);

  await screen.evaluate(() => void Promise.reject(new WebAssembly.RuntimeError('unreachable')));
  await screen.clock.fastForward(31_000);

  await expect(() => expect(documents).toHaveLength(1)).toPass();
  await waitForLive(screen);
});
