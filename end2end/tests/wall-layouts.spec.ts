import type { Browser, FrameLocator, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { misfits } from '../support/geometry';
import { Problems } from '../support/problems';
import type { Server } from '../support/server';
import { expect, signIn, test, waitForLive } from '../support/test';

type Wall = { screen: Page; problems: Problems };

/** A television that an admin has paired; the desk stands at the list of displays. */
async function paired(page: Page, browser: Browser, server: Server, name: string, lang = 'en'): Promise<Wall> {
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/displays');
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB' });
  await context.addCookies([{ name: 'lang', value: lang, url: server.demo.url }]);
  const problems = new Problems(context);
  const screen = await context.newPage();
  await screen.goto(server.page('/wall'));
  const code = (await screen.locator('.pairing-code').innerText()).replace(/\s/g, '');
  const form = { tenant: 'demo', code, name, place: 'Hall', layout: 'floor', view: '' };
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await page.request.post('/api/approve_display', { form, headers, maxRedirects: 0 });
  expect(answer.status()).toBeLessThan(400);
  await expect(screen.locator('.wall-tile').first()).toBeVisible({ timeout: 15_000 });
  return { screen, problems };
}

/** Opens the editor of a display and waits until its picture stands. */
async function openEditor(page: Page, name: string): Promise<FrameLocator> {
  await page.goto('/t/demo/displays');
  await page.getByRole('link', { name: `Layouts: ${name}`, exact: true }).click();
  await expect(page.getByRole('heading', { name: `Layouts of ${name}` })).toBeVisible();
  const preview = page.frameLocator('.editor-stage iframe');
  await expect(preview.locator('.wall-frame')).toBeVisible({ timeout: 15_000 });
  return preview;
}

async function addSlide(page: Page, layout: string): Promise<void> {
  const before = await titles(page).count();
  await page.locator('#program-new').selectOption(layout);
  await page.getByRole('button', { name: 'Add slide' }).press('Enter');
  await expect(titles(page)).toHaveCount(before + 1);
}

const titles = (page: Page) => page.locator('.editor-open strong');

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save layouts' }).click();
  await expect(page.locator('.editor-said')).toHaveText('Saved. The screen follows within seconds.');
}

/** What reaches beyond the safe margin or is cut, with its text. */
async function misplaced(screen: Page): Promise<string[]> {
  return screen.evaluate(() => {
    // The frame moves by at most 8 px against burn-in.
    const [x, y] = [innerWidth * 0.05 - 9, innerHeight * 0.05 - 9];
    const shown = [...document.querySelectorAll('.wall-frame :is(h1, time, dt, dd, th, td, .glyph, .wall-name, .wall-clock, .wall-limit, .wall-pages)')];
    return shown.flatMap((element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.closest('.visually-hidden')) return [];
      const isOutside =
        box.left < x || box.top < y || box.right > innerWidth - x + 1 || box.bottom > innerHeight - y + 1;
      // A name of up to twelve letters has its room; a longer last word may be shortened.
      const text = (element.textContent ?? '').trim();
      const mayBeCut = element.matches('.wall-name') && text.length > 12;
      const isCut = !mayBeCut && element.scrollWidth > element.clientWidth + 2 && getComputedStyle(element).overflowX === 'hidden';
      return isOutside || isCut ? [`${isCut ? 'cut' : 'outside'}: ${element.className || element.tagName} "${text}"`] : [];
    });
  });
}

test('slides are made, ordered and taken back by keyboard, and the screen plays them', async ({ page, browser, server }) => {
  test.setTimeout(150_000);
  const { screen, problems } = await paired(page, browser, server, 'Keys');
  const preview = await openEditor(page, 'Keys');
  await expect(titles(page)).toHaveText(['Slide 1: Floor']);
  await expect(preview.locator('.wall-tile').first()).toBeVisible();

  await addSlide(page, 'figures');
  await addSlide(page, 'queues');
  await expect(titles(page)).toHaveText(['Slide 1: Floor', 'Slide 2: Figures', 'Slide 3: Queues']);
  await expect(preview.locator('.wall-queues')).toBeVisible();

  const up = page.getByRole('button', { name: 'Move Slide 3: Queues up' });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(titles(page)).toHaveText(['Slide 1: Floor', 'Slide 2: Queues', 'Slide 3: Figures']);
  await expect(page.getByRole('button', { name: 'Move Slide 2: Queues up' })).toBeFocused();
  await expect(page.locator('.editor-said')).toHaveText('Slide 3: Queues: now 2 of 3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Move Slide 1: Queues up' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(titles(page)).toHaveText(['Slide 1: Queues', 'Slide 2: Floor', 'Slide 3: Figures']);

  await page.getByRole('button', { name: 'Duplicate Slide 2: Floor' }).press('Enter');
  await expect(titles(page)).toHaveText(['Slide 1: Queues', 'Slide 2: Floor', 'Slide 3: Floor', 'Slide 4: Figures']);
  await page.getByRole('button', { name: 'Remove Slide 1: Queues' }).press('Enter');
  await expect(page.locator('.editor-said')).toContainText('Slide 1 was removed');
  await expect(page.getByRole('button', { name: /^Slide 1: Floor/ })).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(titles(page)).toHaveText(['Slide 1: Queues', 'Slide 2: Floor', 'Slide 3: Floor', 'Slide 4: Figures']);
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(titles(page)).toHaveText(['Slide 1: Queues', 'Slide 2: Floor', 'Slide 3: Figures']);

  await screen.evaluate(() => document.documentElement.setAttribute('data-never-reloaded', ''));
  await save(page);
  await expect(screen.locator('.wall-dots i')).toHaveCount(3, { timeout: 10_000 });
  await expect(screen.locator('html')).toHaveAttribute('data-never-reloaded', '');
  const seen = new Set<string>();
  await expect(async () => {
    seen.add((await screen.locator('.wall-frame').getAttribute('data-layout')) ?? '');
    expect([...seen].sort()).toEqual(['figures', 'floor', 'queues']);
  }).toPass({ timeout: 60_000 });
  // After a reload it is where it was: the server's time tells, not the page.
  const before = await screen.locator('.wall-frame').getAttribute('data-slide');
  await screen.reload();
  const after = await screen.locator('.wall-frame').getAttribute('data-slide');
  expect([before, String((Number(before) + 1) % 3)]).toContain(after);

  expect(problems.unexpected).toEqual([]);
  await screen.context().close();
});

test('figures and parts are added, ordered and removed by keyboard, and the focus is never lost', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const { screen } = await paired(page, browser, server, 'Parts');
  const preview = await openEditor(page, 'Parts');
  await expect(page.locator('.editor-fits')).toContainText(/^\d+ agents fit a page beside \d+ that are pinned; there are \d+ now\./);
  await addSlide(page, 'mixed');
  const [figures, parts] = [page.locator('.editor-figures li > span:not(.editor-movers)'), page.locator('.editor-block strong')];
  await expect(figures).toHaveText(['Over limit', 'Waiting', 'Available']);

  await page.getByLabel('Figure to add').focus();
  await page.keyboard.press('ArrowDown');
  await expect(figures).toHaveCount(3);
  await page.getByLabel('Figure to add').selectOption('longest_wait');
  await page.getByRole('button', { name: 'Add figure' }).press('Enter');
  await expect(figures).toHaveText(['Over limit', 'Waiting', 'Available', 'Longest wait']);
  await expect(page.locator('.editor-said')).toHaveText('Longest wait: now 4 of 4');
  await page.getByRole('button', { name: 'Move Longest wait up' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Move Longest wait up' })).toBeFocused();
  await expect(preview.locator('.wall-figure')).toContainText(['Over limit', 'Waiting', 'Longest wait', 'Available']);
  await page.getByRole('button', { name: 'Remove Waiting' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Remove Longest wait' })).toBeFocused();

  await page.getByRole('button', { name: 'Move Floor up' }).press('Enter');
  await expect(parts).toHaveText(['Figures', 'Floor', 'Exceptions']);
  await expect(page.getByRole('button', { name: 'Move Floor up' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove Exceptions' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Remove Floor' })).toBeFocused();
  await page.getByLabel('Part to add').selectOption('queues');
  await page.getByRole('button', { name: 'Add part' }).press('Enter');
  await expect(parts).toHaveText(['Figures', 'Floor', 'Queues']);
  await expect(preview.locator('.wall-block')).toHaveCount(3);
  await screen.context().close();
});

test('figures and slides are dragged into order', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const { screen } = await paired(page, browser, server, 'Drag');
  await openEditor(page, 'Drag');
  await addSlide(page, 'figures');
  const figures = page.locator('.editor-figures li > span:not(.editor-movers)');
  await expect(figures).toHaveText(['Over limit', 'Waiting', 'Available', 'On call', 'Paused']);

  await page.locator('.editor-figures li').nth(4).locator('.editor-handle').dragTo(page.locator('.editor-figures li').first());
  await expect(figures).toHaveText(['Paused', 'Over limit', 'Waiting', 'Available', 'On call']);
  await expect(page.locator('.editor-said')).toHaveText('Paused: now 1 of 5');
  await expect(page.frameLocator('.editor-stage iframe').locator('.wall-figure').first()).toContainText('Paused');

  await page.locator('.editor-slide').nth(1).locator('.editor-handle').first().dragTo(page.locator('.editor-slide').first());
  await expect(titles(page)).toHaveText(['Slide 1: Figures', 'Slide 2: Floor']);
  await save(page);
  await screen.context().close();
});

test('what cannot be read is refused beside its field with what would help', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const { screen } = await paired(page, browser, server, 'Far');
  await openEditor(page, 'Far');
  await page.locator('.editor-fields').getByLabel('Layout').selectOption('figures');
  await page.getByLabel('Distance in metres').fill('8');
  await page.getByLabel('Distance in metres').blur();

  const error = page.locator('.editor-fields .field-error', { hasText: 'This cannot be read from 8 m.' });
  await expect(error).toContainText('at most');
  await expect(error).toContainText('inches or more');
  await page.getByRole('button', { name: 'Save layouts' }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was saved.');

  const nearer = /reading it from ([\d.]+) m or nearer/.exec((await error.textContent()) ?? '')?.[1] ?? '';
  await page.getByLabel('Distance in metres').fill(nearer);
  await page.getByLabel('Distance in metres').blur();
  await expect(error).toHaveCount(0);
  await save(page);
  await screen.context().close();
});

test('somebody else’s change is told and nothing is lost', async ({ page, browser, server, problems }) => {
  test.setTimeout(120_000);
  problems.allow(/status of 409/);
  const { screen } = await paired(page, browser, server, 'Two');
  await openEditor(page, 'Two');
  const other = await page.context().newPage();
  await openEditor(other, 'Two');
  await addSlide(other, 'queues');
  await save(other);

  await addSlide(page, 'exceptions');
  await page.getByRole('button', { name: 'Save layouts' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody else has changed these layouts');
  await page.getByRole('button', { name: 'Show what is kept now' }).click();
  await expect(titles(page)).toHaveText(['Slide 1: Floor', 'Slide 2: Queues']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(titles(page)).toHaveText(['Slide 1: Floor', 'Slide 2: Exceptions']);
  await save(page);
  await screen.context().close();
});

test('seven rows at five metres on every resolution, and nothing outside the margin or cut', async ({ page, browser, server }) => {
  test.setTimeout(240_000);
  const { screen, problems } = await paired(page, browser, server, 'Sizes');
  await openEditor(page, 'Sizes');
  await addSlide(page, 'figures');
  await addSlide(page, 'queues');
  await addSlide(page, 'exceptions');
  await addSlide(page, 'mixed');
  await save(page);
  await expect(screen.locator('.wall-dots i')).toHaveCount(5, { timeout: 10_000 });

  const floor = screen.locator('.wall-frame[data-layout="floor"]');
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    await screen.setViewportSize({ width, height });
    // The slides take turns: what is measured is measured at once, while the floor is on.
    await expect(async () => {
      await expect(floor).toBeVisible();
      const drawn = await screen.evaluate(() => {
        const ruler = getComputedStyle(document.querySelector('.wall-grid.is-ruler') as Element);
        const line = parseFloat(ruler.gridTemplateRows.split(' ')[0] ?? '');
        const area = document.querySelector('.wall-area') as HTMLElement;
        const around = ['.wall-lane', '.wall-alarms', '.wall-alert', '.wall-strip']
          .map((part) => document.querySelector<HTMLElement>(part)?.offsetHeight ?? 0)
          .reduce((all, one) => all + one, 0);
        return {
          // Two rows for four that are pinned, one for callers who wait: what the drawing reckons with.
          rows: Math.floor((area.offsetHeight + around - 3.1 * line) / line),
          columns: ruler.gridTemplateColumns.split(' ').length,
          size: Math.round(parseFloat(getComputedStyle(document.querySelector('.wall-root') as Element).fontSize)),
        };
      });
      expect(drawn.rows, `${width} × ${height}`).toBeGreaterThanOrEqual(7);
      expect(drawn.columns, 'three columns of seven and four that are pinned are 25').toBe(3);
      expect(drawn.size).toBe(Math.round((51 * height) / 1080));
    }).toPass({ timeout: 80_000 });
  }

  for (const [width, height] of [
    [1920, 1080],
    [1080, 1920],
  ] as const) {
    await screen.setViewportSize({ width, height });
    for (const layout of ['floor', 'figures', 'queues', 'exceptions', 'mixed']) {
      await expect(screen.locator(`.wall-frame[data-layout="${layout}"]`)).toBeVisible({ timeout: 80_000 });
      await expect(async () => expect(await misplaced(screen), `${layout} at ${width} × ${height}`).toEqual([])).toPass({
        timeout: 8_000,
      });
    }
  }
  expect(problems.unexpected).toEqual([]);
  await screen.context().close();
});

/** How many figures stand beside each other in the fullest row. */
const abreast = (screen: Page) =>
  screen.locator('.wall-figure').evaluateAll((figures) => {
    const tops = figures.map((figure) => Math.round(figure.getBoundingClientRect().top));
    return Math.max(...tops.map((top) => tops.filter((other) => other === top).length));
  });

test('figures stand as their screen does, also where their program was made for one that stands otherwise', async ({ page, browser, server }) => {
  test.setTimeout(240_000);
  const { screen, problems } = await paired(page, browser, server, 'Turned');
  await page.goto('/t/demo/displays');
  const display = (await page.getByRole('link', { name: 'Layouts: Turned', exact: true }).getAttribute('href'))?.split('/').at(-1) ?? '';
  const all = ['longest_wait', 'over_limit', 'unavailable', 'wrap_up', 'logged_in'];
  let version = 0;
  const play = async (is_upright: boolean, slide: object) => {
    const program = { inches: 55, decimetres: 40, is_upright, slides: [{ dwell_s: 3600, ...slide }] };
    const form = { tenant: 'demo', display, version: String(version), program: JSON.stringify(program) };
    const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
    const answer = await page.request.post('/api/save_display_program', { form, headers });
    expect(answer.status(), await answer.text()).toBe(200);
    version = Number(await answer.text());
  };

  for (const [isMadeUpright, width, height] of [
    [false, 1080, 1920],
    [true, 1920, 1080],
  ] as const) {
    await screen.setViewportSize({ width, height });
    for (const count of [2, 3, 4, 5]) {
      const figures = all.slice(0, count);
      const blocks = [
        { layout: 'figures', figures, share: 60 },
        { layout: 'exceptions', share: 40 },
      ];
      for (const slide of [{ layout: 'figures', figures }, { layout: 'mixed', blocks }]) {
        await play(isMadeUpright, slide);
        const shown = `${slide.layout} of ${count} at ${width} × ${height}`;
        await expect(screen.locator(`.wall-frame[data-layout="${slide.layout}"] .wall-figures dl[data-count="${count}"]`), shown).toBeVisible({ timeout: 10_000 });
        await expect(async () => expect(await misfits(screen), shown).toEqual([])).toPass({ timeout: 8_000 });
        expect(await abreast(screen), shown).toBe(width < height ? 1 : [2, 3, 2, 3][count - 2]);
      }
    }
  }
  expect(problems.unexpected).toEqual([]);
  await screen.context().close();
});

for (const theme of ['dark', 'light']) {
  test(`the editor works at 390 px and axe finds nothing in ${theme}`, async ({ page, browser, server }) => {
    test.setTimeout(120_000);
    const { screen } = await paired(page, browser, server, `Narrow ${theme}`);
    await page.context().addCookies([{ name: 'theme', value: theme, url: server.demo.url }]);
    await openEditor(page, `Narrow ${theme}`);
    await addSlide(page, 'mixed');
    await expect(page.locator('.editor-block')).toHaveCount(3);
    expect(await violations(page)).toEqual([]);

    await page.setViewportSize({ width: 390, height: 844 });
    await expect(async () => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }).toPass();
    await page.getByRole('button', { name: 'Move Floor up' }).click();
    await expect(page.locator('.editor-block strong')).toHaveText(['Figures', 'Floor', 'Exceptions']);
    expect(await violations(page)).toEqual([]);
    await save(page);
    await waitForLive(screen);
    await screen.context().close();
  });
}
