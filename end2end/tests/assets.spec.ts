import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { FOLDER, PICTURES } from '../assets/app-icons';
import { LICENCE, LICENCE_FILE, SPRITE, drawnAnew } from '../assets/sprite';

const MANIFEST = join(FOLDER, '../manifest.webmanifest');

/** Width and height as the file says. */
function sizeOf(file: string): [number, number] {
  const png = readFileSync(join(FOLDER, file));
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('the icons of the sprite are as lucide draws them, and its licence lies beside', () => {
  const sprite = readFileSync(SPRITE, 'utf8');

  expect(sprite).toBe(drawnAnew(sprite));
  expect(readFileSync(LICENCE_FILE, 'utf8')).toBe(LICENCE);
});

test('what is installed has every picture that its manifest names, in the size it names', () => {
  const { icons } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { icons: { src: string; sizes: string; type: string; purpose: string }[] };
  const pictures = icons.filter(({ type }) => type === 'image/png');

  for (const { src, sizes } of pictures) expect(sizeOf(src.replace('/icons/', '')).join('x')).toBe(sizes);
  for (const purpose of ['any', 'maskable']) {
    expect(pictures.filter((icon) => icon.purpose === purpose).map(({ sizes }) => sizes)).toEqual(['192x192', '512x512']);
  }
  for (const { file, size } of PICTURES) expect(sizeOf(file)).toEqual([size, size]);
});
