import { type Page, test as base, expect } from '@playwright/test';

import { Problems } from './problems';
import { PROVIDERS, Server } from './server';

export { expect } from '@playwright/test';
export { PROVIDERS, type Provider } from './server';

/** The project's test: a running server, and no complaint of the browser goes unnoticed. */
export const test = base.extend<{ problems: Problems; fault: undefined }, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.end();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.demo.url),
  problems: [
    async ({ context }, use) => {
      const problems = new Problems(context);
      await use(problems);
      expect(problems.unexpected, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
  // A fault belongs to the test that asked for it: the next one finds a server that has never seen it. A fixture and not a
  // hook, because a hook of a shared module holds only in the first file that a worker loads.
  fault: [
    async ({ context, server }, use, info) => {
      await use(undefined);
      if (!info.tags.includes('@fault')) return;
      for (const page of context.pages()) await page.close();
      for (const provider of PROVIDERS) await server.fault(provider, 'none');
      await server.startAgain();
    },
    { auto: true },
  ],
});

/** Fills in and sends the form; the page has further forms for the demo's accounts. */
export async function tryToSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  const form = page.locator('form.card');
  await form.locator('input[type="email"]').fill(email);
  await form.locator('input[type="password"]').fill(password);
  await form.locator('button[type="submit"]').click();
  await page.waitForLoadState();
}

/** Signs in and waits for the board; works in every language and without JavaScript. */
export async function signIn(page: Page, server: Server, role = 'supervisor'): Promise<void> {
  const { email, password } = server.account(role);
  await tryToSignIn(page, email, password);
  await page.waitForURL('**/t/demo/board**');
}

/** Every agent as a tile, so that none is outside the visible part of the list. */
export const EVERYONE = '/t/demo/board?show=everyone&by=none&sort=name&view=grid';

/** Waits until the page follows the floor: its position moves, so what it shows from now on is hydrated and fresh. */
export async function waitForLive(page: Page): Promise<void> {
  const live = page.locator('[data-live-seq]');
  await expect(live).toHaveAttribute('data-live-state', 'live', { timeout: 20_000 });
  const before = await live.getAttribute('data-live-seq');
  await expect(live).not.toHaveAttribute('data-live-seq', before ?? '', { timeout: 20_000 });
}

/** Notes every document the page loads from now on: a page that changes by itself loads none. */
export function documentsLoaded(page: Page): string[] {
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loaded.push(request.url());
  });
  return loaded;
}
