import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const PUBLIC = resolve(import.meta.dirname, '../../public');

/** The sign of the product. */
export const SIGN = readFileSync(resolve(PUBLIC, 'favicon.svg'), 'utf8');

/** Where the pictures are that systems want beside the drawing. */
export const FOLDER = resolve(PUBLIC, 'icons');

/**
 * What is installed. A system cuts a maskable one to its own shape, and an apple-touch one to a rounded square: both fill their
 * box, and the sign stays in the middle of it.
 */
export const PICTURES = [
  { file: 'icon-192.png', size: 192, inset: 0, fills: false },
  { file: 'icon-512.png', size: 512, inset: 0, fills: false },
  { file: 'maskable-192.png', size: 192, inset: 0.1, fills: true },
  { file: 'maskable-512.png', size: 512, inset: 0.1, fills: true },
  { file: 'apple-touch.png', size: 180, inset: 0.06, fills: true },
] as const;
