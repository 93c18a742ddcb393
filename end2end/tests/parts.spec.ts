import type { Page } from '@playwright/test';

import { approve, newScreen } from '../support/screens';
import { documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

/** The parts of the program that a page asked for, by name. */
function partsAskedFor(page: Page): string[] {
  const parts: string[] = [];
  page.on('request', (request) => {
    const part = /\/split_(\w+)\.wasm$/.exec(new URL(request.url()).pathname)?.[1];
    if (part !== undefined && !parts.includes(part)) parts.push(part);
  });
  return parts;
}

test('a browser fetches the part of the program that its page needs, and others when they are opened', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  const parts = partsAskedFor(page);
  await page.goto('/t/demo/board');
  await waitForLive(page);
  expect(parts).toEqual(['desk']);

  await page.getByRole('link', { name: 'History', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  expect(parts).toEqual(['desk', 'past']);
});

test('a screen on a wall fetches nothing of the desk and the settings', async ({ browser, page, server }) => {
  await signIn(page, server, 'admin');
  const { screen } = await newScreen(browser, server.demo.url);
  const parts = partsAskedFor(screen);
  await approve(page, screen, 'Loaded apart');
  await expect(screen.locator('.wall-tile').first()).toBeVisible();
  await screen.reload();
  await waitForLive(screen);
  expect(parts).toEqual(['wall']);
  await screen.context().close();
});

test('where a part does not arrive the browser goes to the page by itself', async ({ page, server, problems }) => {
  problems.allow(/net::ERR_|WebAssembly|Failed to fetch/);
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/board');
  await waitForLive(page);
  let isThere = false;
  await page.route('**/split_past.wasm', (route) => (isThere ? route.continue() : route.abort()));
  await page.evaluate(() => ((globalThis as unknown as { here: boolean }).here = true));
  page.on('framenavigated', () => (isThere = true));

  await page.getByRole('link', { name: 'History', exact: true }).first().click();

  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  await expect(page).toHaveURL(/\/t\/demo\/history/);
  expect(await page.evaluate(() => 'here' in globalThis), 'a page of its own').toBe(false);
});

test('a first page whose part does not arrive stays as the server made it, and its links work', async ({ page, server, problems }) => {
  problems.allow(/net::ERR_|WebAssembly|Failed to fetch/);
  await signIn(page, server, 'admin');
  await page.route('**/split_past.wasm', (route) => route.abort());
  const documents = documentsLoaded(page);

  await page.goto('/t/demo/history');
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  await page.getByRole('link', { name: 'Board', exact: true }).first().click();

  await waitForLive(page);
  expect(documents).toHaveLength(2);
});
