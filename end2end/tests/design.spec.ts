import type { BrowserContext, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { expect, test } from '../support/test';
import type { Server } from '../support/server';

const THEMES = ['dark', 'light', 'contrast'] as const;
const LANGUAGES = ['en', 'vi'] as const;
const WIDTHS = [320, 1366] as const;

async function openDesign(page: Page, context: BrowserContext, server: Server, theme: string, lang: string): Promise<void> {
  const url = server.demo.url;
  await context.addCookies([
    { name: 'theme', value: theme, url },
    { name: 'lang', value: lang, url },
  ]);
  await page.goto('/design');
}

for (const theme of THEMES) {
  for (const lang of LANGUAGES) {
    test(`axe finds nothing on any component, ${theme} in ${lang}`, async ({ page, context, server }) => {
      await openDesign(page, context, server, theme, lang);

      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      // A page has a landmark once; this one has a component in several states.
      const found = (await violations(page)).filter((violation) => !violation.startsWith('landmark-unique:'));
      expect(found).toEqual([]);
    });
  }
}

for (const width of WIDTHS) {
  for (const lang of LANGUAGES) {
    test(`no component makes the page scroll sideways at ${width} px, ${lang}`, async ({ page, context, server }) => {
      await page.setViewportSize({ width, height: 900 });
      await openDesign(page, context, server, 'light', lang);

      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider).toBe(0);
    });
  }
}

test('the page chooses its theme and language itself, and needs no program', async ({ page }) => {
  await page.goto('/design');
  // What the framework tells a program of its data is there; nothing that would read it.
  await expect(page.locator('script[src], script[type="module"], link[rel="modulepreload"]')).toHaveCount(0);

  const bar = page.locator('.design-bar');
  await bar.getByRole('button', { name: 'High contrast' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
  await expect(bar.getByRole('button', { name: 'High contrast' })).toHaveAttribute('aria-pressed', 'true');
  await bar.getByRole('button', { name: 'As the system' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  await bar.getByRole('button', { name: 'Tiếng Việt' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
});

test('the browser paints its bars in the surface of the theme', async ({ page, context, server }) => {
  for (const theme of THEMES) {
    for (const system of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: system });
      await openDesign(page, context, server, theme, 'en');

      const painted = await page.locator(`meta[name="theme-color"][media*="${system}"]`).getAttribute('content');
      const surface = await page.evaluate((painted) => {
        const [bar, probe] = [document.querySelector('.design-bar'), document.createElement('p')];
        probe.style.color = painted ?? '';
        document.body.append(probe);
        return [bar === null ? '' : getComputedStyle(bar).backgroundColor, getComputedStyle(probe).color];
      }, painted);
      expect(surface[0], `${theme} on a ${system} system`).toBe(surface[1]);
    }
  }
});

test('glyphs, levels, meters, focus and selection stay visible where the system chooses the colours', async ({ page, context, server }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await openDesign(page, context, server, 'light', 'en');
  const paints = await page.evaluate(() => {
    const canvas = getComputedStyle(document.body).backgroundColor;
    const colour = (selector: string, pseudo?: string) => {
      const element = document.querySelector(selector);
      if (element === null) throw new Error(`nothing is ${selector}`);
      return getComputedStyle(element, pseudo);
    };
    const glyphs = [...document.querySelectorAll('#states .glyph')].map((glyph) => getComputedStyle(glyph).color);
    return {
      canvas,
      glyphs,
      levels: [
        colour('.agent-row[data-level="alarm"] > :first-child', '::before').backgroundColor,
        colour('.agent-tile[data-level="attention"]', '::before').backgroundColor,
        colour('.exception[data-level]', '::before').backgroundColor,
        colour('.plan-row[data-level]', '::before').backgroundColor,
      ],
      fresh: colour('.connection-strip > li', '::before').backgroundColor,
      chosen: colour('.segmented [aria-pressed="true"]').outlineStyle,
      open: colour('.agent-row.is-selected', '::after').borderTopColor,
    };
  });

  expect(paints.glyphs.length).toBeGreaterThan(10);
  for (const paint of [...paints.glyphs, ...paints.levels, paints.fresh, paints.open]) expect(paint).not.toBe(paints.canvas);
  expect(paints.chosen).toBe('solid');

  const button = page.locator('#controls .button').first();
  await button.focus();
  const ring = await button.evaluate((button) => getComputedStyle(button).outlineColor);
  expect(ring).not.toBe(paints.canvas);
});
