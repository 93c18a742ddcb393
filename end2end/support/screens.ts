import { type Browser, type BrowserContextOptions, type Page, expect } from '@playwright/test';

import { Problems } from './problems';

/** A screen on a wall: a browser of its own that nobody signs in to. */
export interface Screen {
  screen: Page;
  problems: Problems;
}

/** Switches one on; it shows nothing yet. */
export async function newScreen(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Screen> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB', baseURL: url, ...options });
  const problems = new Problems(context);
  return { screen: await context.newPage(), problems };
}

/** Pairs a screen at the desk of whoever is signed in to `desk`; it shows the floor then. */
export async function approve(desk: Page, screen: Page, name: string, layout = 'floor'): Promise<void> {
  await screen.goto('/wall');
  const code = (await screen.locator('.pairing-code').innerText()).replace(/\s/g, '');
  const form = { tenant: 'demo', code, name, place: '', layout, view: '' };
  const answer = await desk.request.post('/api/approve_display', { form, headers: { 'sec-fetch-site': 'same-origin' }, maxRedirects: 0 });
  expect(answer.status()).toBeLessThan(400);
  await screen.goto('/wall');
}
