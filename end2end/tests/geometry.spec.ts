import { misfits, misfitsAtRest, shifts, watchShifts } from '../support/geometry';
import { LANGUAGES, STOPS, THEMES, open, settle, wear } from '../support/pages';
import { test } from '../support/still';
import { expect } from '../support/test';

/** A laptop, a desk, 4K, a screen turned upright, a phone. */
const VIEWPORTS = [
  [1366, 768],
  [1920, 1080],
  [3840, 2160],
  [1080, 1920],
  [390, 844],
] as const;
/** The two ends of the sizes are where a page jumps while it loads, if it does. */
const ENDS = [VIEWPORTS[4], VIEWPORTS[0]] as const;
/** 400 % on a screen of 1280 by 1024. */
const ZOOMED = { width: 320, height: 256 };
const SHIFT_LIMIT = 0.01;

for (const [language, locale] of Object.entries(LANGUAGES)) {
  test.describe(language, () => {
    test.use({ locale });

    for (const stop of STOPS) {
      test(`${stop.name}: nothing scrolls sideways, is cut, overlaps or jumps`, async ({ page, sights, problems }) => {
        problems.allow(/status of 40[34]/);
        await watchShifts(page);
        for (const [width, height] of ENDS) {
          await page.setViewportSize({ width, height });
          await open(page, stop, sights);
          await settle(page);
          await expect(page.locator('html')).toHaveAttribute('lang', language);
          const { sum, by } = await shifts(page);
          expect.soft(sum, `${width}×${height}\n${by.join('\n')}`).toBeLessThan(SHIFT_LIMIT);
        }

        const wrong: string[] = [];
        for (const [width, height] of VIEWPORTS) {
          await page.setViewportSize({ width, height });
          for (const theme of THEMES) {
            await wear(page, theme);
            // A theme is one attribute, and no program arranges anything after it: the first look waits, the second need not.
            const look = theme === THEMES[0] ? misfitsAtRest : misfits;
            wrong.push(...(await look(page)).map((misfit) => `${width}×${height} ${theme}: ${misfit}`));
          }
        }
        // Nobody magnifies a screen on a wall.
        if (!stop.path.toString().startsWith('/wall')) {
          await page.setViewportSize(ZOOMED);
          wrong.push(...(await misfitsAtRest(page)).map((misfit) => `400 %: ${misfit}`));
        }
        expect(wrong).toEqual([]);
      });
    }
  });
}
