import { violations } from '../support/axe';
import { LANGUAGES, STOPS, THEMES, open, settle, wear } from '../support/pages';
import { test } from '../support/still';
import { expect } from '../support/test';

for (const [language, locale] of Object.entries(LANGUAGES)) {
  test.describe(language, () => {
    test.use({ locale });

    for (const stop of STOPS) {
      test(`${stop.name} can be used by everybody in both themes`, async ({ page, sights, problems }) => {
        problems.allow(/status of 40[34]/);
        await open(page, stop, sights);
        await expect(page.locator('html')).toHaveAttribute('lang', language);

        for (const theme of THEMES) {
          await wear(page, theme);
          await settle(page);
          expect(await violations(page), theme).toEqual([]);
        }
      });
    }

    test('the board can be used by everybody beside an agent, and where nobody matches', async ({ page, sights }) => {
      const board = STOPS.find(({ name }) => name === 'board-table')!;
      await open(page, board, sights);
      await page.locator('[data-agent] a.name').first().click();
      await expect(page.locator('.side-panel dl.facts').first()).toBeVisible();
      for (const theme of THEMES) {
        await wear(page, theme);
        expect(await violations(page), `beside an agent, ${theme}`).toEqual([]);
      }

      await open(page, { ...board, path: '/t/demo/board?q=nobody-is-called-this' }, sights);
      for (const theme of THEMES) {
        await wear(page, theme);
        expect(await violations(page), `nobody matches, ${theme}`).toEqual([]);
      }
    });
  });
}

test('the board can be used by everybody on a phone', async ({ page, sights }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, STOPS.find(({ name }) => name === 'board-table')!, sights);

  expect(await violations(page)).toEqual([]);
});

test('in forced colours every state still has its shape and its word, and focus is seen', async ({ page, sights }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page, STOPS.find(({ name }) => name === 'board-table')!, sights);

  const unseen = await page.locator('[data-agent]').evaluateAll((rows) =>
    rows
      .filter((row) => {
        const glyph = row.querySelector('.glyph');
        const word = row.querySelector('.word, .state')?.textContent?.trim() ?? row.textContent?.trim() ?? '';
        if (glyph === null || word === '') return true;
        const style = getComputedStyle(glyph);
        const ground = getComputedStyle(document.body).backgroundColor;
        return glyph.getBoundingClientRect().width < 6 || style.color === ground;
      })
      .map((row) => row.textContent),
  );
  expect(unseen).toEqual([]);
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return 'nothing has the focus';
      const hasRing = (element: Element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
      };
      // A field within a frame that looks like one has its ring around the frame.
      const isSeen = hasRing(focused) || (focused.parentElement !== null && hasRing(focused.parentElement));
      return isSeen ? '' : `no ring on ${focused.outerHTML.slice(0, 80)}`;
    });
    expect(ring).toBe('');
  }
});

test('without colour every group of states still has a shape of its own', async ({ page, sights }) => {
  await open(page, STOPS.find(({ name }) => name === 'wall-floor')!, sights);
  const glyphs = page.locator('.wall-kpi .glyph');
  const pictures: string[] = [];
  for (const glyph of await glyphs.all()) pictures.push((await glyph.screenshot()).toString('base64'));
  expect(pictures.length).toBeGreaterThanOrEqual(4);

  // Ink or ground at each point of a raster: all that is left of a glyph when neither colour nor brightness is told.
  const rasters = await page.evaluate(async (pictures) => {
    const SIDE = 16;
    const rasters: boolean[][] = [];
    for (const picture of pictures) {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(SIDE, SIDE);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0, SIDE, SIDE);
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      const light = Array.from({ length: SIDE * SIDE }, (_, at) => 0.299 * data[at * 4]! + 0.587 * data[at * 4 + 1]! + 0.114 * data[at * 4 + 2]!);
      const middle = (Math.max(...light) + Math.min(...light)) / 2;
      rasters.push(light.map((value) => value > middle));
    }
    return rasters;
  }, pictures);
  for (const [index, one] of rasters.entries()) {
    for (const other of rasters.slice(index + 1)) {
      const differing = one.filter((ink, at) => ink !== other[at]).length;
      expect(differing / one.length).toBeGreaterThan(0.05);
    }
  }
});
