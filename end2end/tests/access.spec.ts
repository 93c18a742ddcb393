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

      test('the board can be used by everybody', async ({ page, server }) => {
        await signIn(page, server);
        await waitForLive(page);
        await expect(page.locator('html')).toHaveAttribute('lang', language);

        expect(await violations(page)).toEqual([]);
      });
    });
  }
}
