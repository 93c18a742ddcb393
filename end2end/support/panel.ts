import type { Locator, Page } from '@playwright/test';

import type { Provider, Server } from './server';
import { EVERYONE, expect, signIn, waitForLive } from './test';

/** Several polls of a provider that is asked every ten to fifteen seconds. */
export const ANSWERS_WITHIN_MS = 25_000;

/** Puts somebody of a provider into a state and opens their panel from the board; `who` names one of them. */
export async function openAgent(
  page: Page,
  server: Server,
  provider: Provider,
  state = 'available',
  who = '',
): Promise<[Locator, string]> {
  await page.goto(EVERYONE);
  await waitForLive(page);
  // One agent of AloHub is known by a number alone, and AloHub tells no queue of theirs.
  const named = page.locator('a.name', { hasText: /[a-z]/i });
  const loggedIn = `[data-agent][data-provider="${provider}"]:not([data-state="logged_out"])`;
  const tile = page.locator(loggedIn).filter({ has: named }).first();
  const id = who === '' ? ((await tile.getAttribute('data-external-id')) ?? '') : who;
  await server.putAgent(provider, id, state.replace('_', '-'));
  const same = page.locator(`[data-agent][data-provider="${provider}"][data-external-id="${id}"]`);
  await expect(same).toHaveAttribute('data-state', state, { timeout: ANSWERS_WITHIN_MS });
  const name = await same.locator('a.name').innerText();
  await same.locator('a.name').click();
  return [page.getByRole('complementary', { name: `Agent ${name}` }), id];
}

/** Chooses in the settings whether VICIdial's agents may be acted on. */
export async function chooseAgentApi(page: Page, server: Server, choice: string): Promise<void> {
  const admin = await page.context().browser()?.newContext({ baseURL: server.demo.url });
  if (admin === undefined) throw new Error('no browser');
  const desk = await admin.newPage();
  await signIn(desk, server, 'admin');
  await desk.goto('/t/demo/settings/connections');
  await desk.waitForResponse((answer) => answer.url().endsWith('/api/connections'));
  await desk.getByRole('link', { name: 'VICIdial', exact: true }).click();
  const report = desk.getByRole('complementary', { name: 'Connection VICIdial' });
  await report.getByRole('link', { name: 'Edit' }).click();
  await desk.getByLabel('Acting on agents').selectOption({ label: choice });
  const saved = desk.waitForResponse((answer) => answer.url().endsWith('/api/save_connection'));
  await desk.getByRole('button', { name: 'Save' }).click();
  expect((await saved).status()).toBe(200);
  await admin.close();
}
