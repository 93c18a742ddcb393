import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { STOPS, THEMES, let80msPass, open, openStill, wear, withoutChance } from '../support/pages';
import { test } from '../support/still';

const folder = resolve(process.env.CALLBOARD_SCREENSHOTS ?? join(import.meta.dirname, '../../target/screenshots'));

const VIEWPORTS = {
  laptop: { width: 1366, height: 768 },
  desk: { width: 1920, height: 1080 },
  '4k': { width: 3840, height: 2160 },
  upright: { width: 1080, height: 1920 },
  phone: { width: 390, height: 844 },
};
const COLUMNS = 5;
const TILE_PX = 480;

const file = (page: string, viewport: string, theme: string) => join(folder, 'pages', `${page}-${viewport}-${theme}.png`);

for (const stop of STOPS) {
  test(stop.name, async ({ page, sights, problems }) => {
    problems.allow(/status of 40[34]/);
    mkdirSync(join(folder, 'pages'), { recursive: true });
    await page.setViewportSize(VIEWPORTS.laptop);
    await openStill(page, stop, sights);
    for (const [viewport, size] of Object.entries(VIEWPORTS)) {
      await page.setViewportSize(size);
      // A wall takes its time to fit another size; loaded anew it fits at once.
      if (stop.path === '/wall') await open(page, stop, sights);
      for (const theme of THEMES) {
        await wear(page, theme);
        await let80msPass(page);
        await withoutChance(page);
        await page.screenshot({ path: file(stop.name, viewport, theme), animations: 'disabled' });
      }
    }
  });
}

/** One sheet for each viewport and theme: every page beside every other. */
for (const viewport of Object.keys(VIEWPORTS)) {
  for (const theme of THEMES) {
    test(`sheet ${viewport} ${theme}`, async ({ page }) => {
      const tiles = STOPS.map(({ name }) => {
        const picture = readFileSync(file(name, viewport, theme)).toString('base64');
        return `<figure><img src="data:image/png;base64,${picture}" width="${TILE_PX}" alt=""><figcaption>${name}</figcaption></figure>`;
      });
      const style = `body{margin:16px;background:#888;font:16px sans-serif;display:grid;gap:16px;grid-template-columns:repeat(${COLUMNS},${TILE_PX}px)}figure{margin:0}img{display:block}`;
      await page.setViewportSize({ width: COLUMNS * (TILE_PX + 16) + 16, height: 800 });
      await page.setContent(`<!doctype html><style>${style}</style>${tiles.join('')}`);
      await page.screenshot({ path: join(folder, `sheet-${viewport}-${theme}.png`), fullPage: true });
    });
  }
}
