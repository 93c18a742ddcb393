import { PROVIDERS, expect, signIn, test, waitForLive } from '../support/test';

test('agents of all five providers are on one board', async ({ page, server }) => {
  await signIn(page, server);

  for (const provider of PROVIDERS) {
    await expect(page.locator(`[data-agent][data-provider="${provider}"]`).first()).toBeVisible();
  }
});

test('a change of state on the floor reaches the page without a reload', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);
  await page.evaluate(() => document.documentElement.setAttribute('data-same-document', 'yes'));

  for (const provider of PROVIDERS) {
    const id = await page.locator(`[data-agent][data-provider="${provider}"]`).first().getAttribute('data-external-id');
    const row = page.locator(`[data-agent][data-provider="${provider}"][data-external-id="${id}"]`);
    await server.putAgent(provider, id ?? '', 'paused');
    await expect(row).toHaveAttribute('data-state', 'paused', { timeout: 20_000 });
    await server.putAgent(provider, id ?? '', 'available');
    await expect(row).toHaveAttribute('data-state', 'available', { timeout: 20_000 });
  }

  await expect(page.locator('html')).toHaveAttribute('data-same-document', 'yes');
});

test('eight tabs are open at once and each of them works', async ({ context, server }) => {
  const first = await context.newPage();
  await signIn(first, server);
  const tabs = [first];
  for (let tab = 2; tab <= 8; tab += 1) {
    const page = await context.newPage();
    await page.goto('/t/demo/board');
    tabs.push(page);
  }

  for (const page of tabs) {
    await page.bringToFront();
    await expect(page.locator('[data-agent]').first()).toBeVisible();
    await waitForLive(page);
    const status = await page.evaluate(async () => (await fetch('/healthz', { signal: AbortSignal.timeout(5_000) })).status);
    expect(status).toBe(200);
  }
});
