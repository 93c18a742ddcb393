import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { STOPS, THEMES, let80msPass, openStill, wear, withoutChance } from '../support/pages';
import { test } from '../support/still';

const folder = resolve(process.env.CALLBOARD_SCREENSHOTS ?? join(import.meta.dirname, '../../target/screenshots'), 'docs');

/** The pictures of the README and the documents: page, and the size in which it is shown. */
const PICTURES = {
  board: { stop: 'board-table', width: 1440, height: 900 },
  'board-phone': { stop: 'board-table', width: 390, height: 844 },
  agent: { stop: 'agent', width: 1440, height: 900 },
  wall: { stop: 'wall-floor', width: 1920, height: 1080 },
};

for (const [name, { stop: wanted, width, height }] of Object.entries(PICTURES)) {
  test(name, async ({ page, sights }) => {
    const stop = STOPS.find((candidate) => candidate.name === wanted);
    if (stop === undefined) throw new Error(`there is no page ${wanted}`);
    mkdirSync(folder, { recursive: true });
    await page.setViewportSize({ width, height });
    await openStill(page, stop, sights);
    for (const theme of THEMES) {
      await wear(page, theme);
      await let80msPass(page);
      await withoutChance(page);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
    }
  });
}
