import { expect, signIn, test, waitForLive } from '../support/test';
import { violations } from '../support/axe';

const THEMES = ['dark', 'light'] as const;
const LANGUAGES = { en: 'en-GB', vi: 'vi-VN' };

for (const theme of THEMES) {
  for (const [language, locale] of Object.entries(LANGUAGES)) {
    test.describe(`${theme}, ${language}`, () => {
      test.use({ colorScheme: theme, locale });

      test('the sign-in page can be used by everybody', async ({ page }) => {
        await page.goto('/sign-in');
        await expect(page.locator('html')).toHaveAttribute('lang', language);

        expect(await violations(page)).toEqual([]);
      });

      test('the board can be used by everybody, as a table, as tiles and beside an agent', async ({ page, server }) => {
        await signIn(page, server);
        await waitForLive(page);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        expect(await violations(page), 'table').toEqual([]);

        await page.locator('[data-agent] a.name').first().click();
        await expect(page.locator('.side-panel dl.facts').first()).toBeVisible();
        expect(await violations(page), 'beside an agent').toEqual([]);

        await page.goto('/t/demo/board?view=grid');
        await expect(page.locator('[data-live-state="live"]')).toBeVisible();
        expect(await violations(page), 'tiles').toEqual([]);

        await page.goto('/t/demo/board?q=nobody-is-called-this');
        await expect(page.locator('[data-live-state="live"]')).toBeVisible();
        expect(await violations(page), 'nobody matches').toEqual([]);
      });

      test('the page for what does not exist can be used by everybody', async ({ page, server, problems }) => {
        problems.allow(/status of 404/);
        await signIn(page, server);
        await page.goto('/t/no-such-tenant/board');
        await expect(page.locator('main.message-page')).toBeVisible();

        expect(await violations(page)).toEqual([]);
      });
    });
  }
}

test('the board can be used by everybody on a phone', async ({ page, server }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, server);
  await waitForLive(page);

  expect(await violations(page)).toEqual([]);
});
