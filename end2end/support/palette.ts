import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Page } from '@playwright/test';
import { differenceCiede2000, filterDeficiencyDeuter, filterDeficiencyProt, filterDeficiencyTrit, parse, wcagContrast } from 'culori';

const STYLE = resolve(import.meta.dirname, '../../style');
/** The sheets that name colours. */
const SHEETS = ['tokens.css', 'contrast.css', 'wall.css'];

/** The groups that every state belongs to. */
export const GROUPS = ['available', 'oncall', 'attention', 'alarm', 'offline'] as const;

/** How the three kinds of colour-deficient eyes see, beside all others. */
const VISIONS = {
  normal: (colour: unknown) => colour,
  protan: filterDeficiencyProt(1),
  deutan: filterDeficiencyDeuter(1),
  tritan: filterDeficiencyTrit(1),
};

/** A theme as the root of a document and the system behind it have it. */
export interface Look {
  name: string;
  theme?: 'dark' | 'light' | 'contrast';
  system: 'dark' | 'light';
  wantsContrast?: boolean;
  isWall?: boolean;
}

/** Shows the sheets alone, and reads what the browser makes of the tokens. */
export async function coloursOf(page: Page, look: Look, tokens: readonly string[]): Promise<Map<string, string>> {
  const sheets = SHEETS.map((sheet) => readFileSync(resolve(STYLE, sheet), 'utf8')).join('\n');
  await page.emulateMedia({ colorScheme: look.system, contrast: look.wantsContrast === true ? 'more' : 'no-preference' });
  const theme = look.theme === undefined ? '' : ` data-theme="${look.theme}"`;
  const probe = `<p id="probe"${look.isWall === true ? ' class="wall-root"' : ''}></p>`;
  await page.setContent(`<!doctype html><html${theme}><style>${sheets}</style><body>${probe}</body></html>`);
  const colours = await page.locator('#probe').evaluate((probe, tokens) => {
    const seen: [string, string][] = [];
    for (const token of tokens) {
      // A token that is missing would be taken for this one, and be found too little contrast.
      probe.style.color = `var(--${token}, rgb(127, 127, 127))`;
      seen.push([token, getComputedStyle(probe).color]);
    }
    return seen;
  }, tokens);
  return new Map(colours);
}

/** How far apart two colours are at least for any eyes, and for whose. */
export function apart(one: string, other: string): { distance: number; vision: string } {
  const distance = differenceCiede2000();
  const found = Object.entries(VISIONS).map(([vision, see]) => ({ vision, distance: distance(see(parse(one)), see(parse(other))) }));
  return found.reduce((least, next) => (next.distance < least.distance ? next : least));
}

/** Contrast as the guidelines measure it. */
export function contrast(one: string, other: string): number {
  return wcagContrast(one, other);
}
