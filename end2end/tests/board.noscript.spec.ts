import { PROVIDERS, expect, signIn, test } from '../support/test';

const MOST_ROWS = 100;

test('the board shows its counts and at most a hundred rows without JavaScript', async ({ page, server }) => {
  await signIn(page, server);

  const text = await page.getByRole('main').innerText();
  const rows = await page.locator('[data-agent]').count();

  expect(text).toMatch(/logged in\s*\d+|\d+\s*logged in/i);
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThanOrEqual(MOST_ROWS);
});

test('every connection says how fresh it is without JavaScript', async ({ page, server }) => {
  await signIn(page, server);

  for (const provider of PROVIDERS) {
    const connection = page.locator(`[data-connection][data-provider="${provider}"]`);
    await expect(connection).toBeVisible();
    await expect(connection).toHaveAttribute('data-freshness', /^(fresh|aging|stale)$/);
  }
});
