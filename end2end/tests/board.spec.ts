import { EVERYONE, PROVIDERS, type Provider, documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

test('agents of all five providers are on one board', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);

  for (const provider of PROVIDERS) {
    await expect(page.locator(`[data-agent][data-provider="${provider}"]`).first()).toBeVisible();
  }
});

/** AloHub tells only that somebody is busy, not with what. */
function shown(provider: Provider, state: string): string {
  if (state === 'available') return 'available';
  return provider === 'alohub' ? 'unavailable' : 'on_call';
}

test('a change of state on the floor of each provider reaches the page without a reload', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const documents = documentsLoaded(page);
  const agents = [];
  for (const provider of PROVIDERS) {
    const free = page.locator(`[data-agent][data-provider="${provider}"]:not([data-state="logged_out"])`).first();
    const id = (await free.getAttribute('data-external-id')) ?? '';
    agents.push({ provider, id, row: page.locator(`[data-agent][data-provider="${provider}"][data-external-id="${id}"]`) });
  }

  for (const state of ['on-call', 'available']) {
    for (const { provider, id } of agents) await server.putAgent(provider, id, state);
    for (const { provider, row } of agents) await expect(row).toHaveAttribute('data-state', shown(provider, state), { timeout: 25_000 });
  }

  expect(documents).toEqual([]);
});

test('a paused picture holds still, counts what waits, and shows it when it goes on', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const free = page.locator('[data-agent][data-provider="tel4vn"]:not([data-state="logged_out"])').first();
  const id = (await free.getAttribute('data-external-id')) ?? '';
  const row = page.locator(`[data-agent][data-provider="tel4vn"][data-external-id="${id}"]`);
  await server.putAgent('tel4vn', id, 'available');
  await expect(row).toHaveAttribute('data-state', 'available', { timeout: 15_000 });
  const button = page.locator('.live-switch button');

  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await server.putAgent('tel4vn', id, 'on-call');
  await expect(button).toHaveText(/[1-9]\d* changes? waiting/, { timeout: 15_000 });
  await expect(page.locator('.link-banner[data-kind="paused"]')).toBeVisible();
  await expect(row).toHaveAttribute('data-state', 'available');
  await button.click();

  await expect(row).toHaveAttribute('data-state', 'on_call', { timeout: 15_000 });
  await expect(button).toHaveText('Live');
});

test('eight tabs are open at once and each of them works', async ({ context, server }) => {
  test.setTimeout(90_000);
  const first = await context.newPage();
  await signIn(first, server);
  const tabs = [first];
  for (let tab = 2; tab <= 8; tab += 1) {
    const page = await context.newPage();
    await page.goto('/t/demo/board', { timeout: 15_000 });
    tabs.push(page);
  }

  for (const page of tabs) {
    await expect(page.locator('[data-agent]').first()).toBeVisible();
    await waitForLive(page);
    const status = await page.evaluate(async () => (await fetch('/healthz', { signal: AbortSignal.timeout(5_000) })).status);
    expect(status).toBe(200);
  }
});
