import { expect, signIn, test } from '../support/test';

test('a screen without JavaScript shows its code and, once paired, the floor', async ({ page, browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
  const screen = await context.newPage();
  await screen.goto(server.page('/wall'));
  const code = (await screen.locator('.pairing-code').innerText()).replace(/\s/g, '');
  await expect(screen.locator('meta[http-equiv="refresh"]')).toHaveAttribute('content', '10');
  await signIn(page, server);

  const form = { tenant: 'demo', code, name: 'Old TV', place: '', layout: 'floor', view: '' };
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await page.request.post('/api/approve_display', { form, headers, maxRedirects: 0 });
  expect(answer.status()).toBeLessThan(400);

  await expect(async () => {
    await screen.reload();
    await expect(screen.locator('.wall-tile').first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(screen.locator('meta[http-equiv="refresh"]')).toHaveAttribute('content', '30');
  await context.close();
});
