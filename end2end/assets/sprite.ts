import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The sprite that is part of every page. */
export const SPRITE = resolve(import.meta.dirname, '../../app/src/components/sprite.svg');

/** Our names for lucide's drawings; `solid` ones are filled. States, origins and the wall's signs are our own. */
const DRAWINGS: Record<string, { name: string; solid?: boolean }> = {
  'i-account': { name: 'circle-user-round' },
  'i-display': { name: 'monitor' },
  'i-copy': { name: 'copy' },
  'i-eye': { name: 'eye' },
  'i-search': { name: 'search' },
  'i-down': { name: 'chevron-down' },
  'i-up': { name: 'chevron-up' },
  'i-left': { name: 'arrow-left' },
  'i-right': { name: 'arrow-right' },
  'i-close': { name: 'x' },
  'i-in': { name: 'arrow-down-left' },
  'i-out': { name: 'arrow-up-right' },
  'i-pause': { name: 'pause', solid: true },
  'i-play': { name: 'play', solid: true },
  'i-lock': { name: 'lock' },
  'i-busy': { name: 'loader-circle' },
  'i-refresh': { name: 'rotate-cw' },
  'i-undo': { name: 'undo-2' },
  'i-check': { name: 'check' },
  'i-plus': { name: 'plus' },
  'i-minus': { name: 'minus' },
  'i-more': { name: 'ellipsis' },
  'i-theme': { name: 'contrast' },
  'i-light': { name: 'sun' },
  'i-dark': { name: 'moon' },
  'i-globe': { name: 'globe' },
  'i-menu': { name: 'menu' },
  'i-key': { name: 'key-round' },
  'i-logout': { name: 'log-out' },
  'i-info': { name: 'info' },
  'i-sort': { name: 'arrow-down-wide-narrow' },
  'i-group': { name: 'list-tree' },
  'i-star': { name: 'star', solid: true },
  'i-table': { name: 'rows-3' },
  'i-grid': { name: 'layout-grid' },
};

const BEGIN = '  <!-- Interface icons: drawings of lucide (ISC, see public/icons/LICENSE-lucide.txt), put here by `npm run assets` in end2end. -->\n';
const END = '</svg>\n';
/** At 16 px the line is 1.5 px wide, as in the glyphs. */
const LINE = 'stroke="currentColor" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round"';

const folder = join(createRequire(import.meta.url).resolve('lucide-static/package.json'), '..');

/** The licence of the drawings, and where it goes out with them. */
export const LICENCE_FILE = resolve(import.meta.dirname, '../../public/icons/LICENSE-lucide.txt');
export const LICENCE = readFileSync(join(folder, 'LICENSE'), 'utf8');

function symbol(id: string, name: string, solid: boolean): string {
  const svg = readFileSync(join(folder, 'icons', `${name}.svg`), 'utf8');
  const inside = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
  const drawn = inside.replace(/\s*\n\s*/g, '').replaceAll(' />', '/>');
  return `  <symbol id="${id}" viewBox="0 0 24 24" fill="${solid ? 'currentColor' : 'none'}" ${LINE}>${drawn}</symbol>\n`;
}

/** The sprite with its drawings as lucide has them now. */
export function drawnAnew(sprite: string): string {
  const begin = sprite.indexOf('  <!-- Interface icons');
  if (begin < 0) throw new Error('the sprite has no place for interface icons');
  const symbols = Object.entries(DRAWINGS).map(([id, { name, solid }]) => symbol(id, name, solid ?? false));
  return sprite.slice(0, begin) + BEGIN + symbols.join('') + END;
}
