import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { test } from '@playwright/test';

import { FOLDER, PICTURES, SIGN } from './app-icons';

for (const { file, size, inset, fills } of PICTURES) {
  test(file, async ({ page }) => {
    const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(SIGN)?.[1];
    if (ground === undefined) throw new Error('the sign stands on no ground');
    const sign = `data:image/svg+xml,${encodeURIComponent(SIGN)}`;
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<body style="margin:0;background:${fills ? ground : 'transparent'}">
      <img alt="" src="${sign}" style="display:block;width:${size * (1 - 2 * inset)}px;margin:${size * inset}px"></body>`);
    await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
    mkdirSync(FOLDER, { recursive: true });
    await page.screenshot({ path: join(FOLDER, file), omitBackground: true });
  });
}
