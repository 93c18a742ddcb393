import { join, resolve } from 'node:path';

import { signIn, test, waitForLive } from '../support/test';

const folder = resolve(process.env.CALLBOARD_SCREENSHOTS ?? join(import.meta.dirname, '../../target/screenshots'));

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const theme of ['dark', 'light'] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test.describe(`${size}, ${theme}`, () => {
      test.use({ colorScheme: theme, viewport });

      test('sign-in and board', async ({ page, server }) => {
        await page.goto('/sign-in');
        await page.screenshot({ path: join(folder, `sign-in-${size}-${theme}.png`) });
        await signIn(page, server);
        await waitForLive(page);
        await page.screenshot({ path: join(folder, `board-${size}-${theme}.png`) });
      });
    });
  }
}
