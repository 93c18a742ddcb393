import { expect, test } from '@playwright/test';

import { GROUPS, type Look, apart, coloursOf, contrast } from '../support/palette';

/** Two groups of states are told apart by whatever eyes there are. */
const LEAST_DISTANCE = 16;
/** Grounds that words stand on. */
const GROUNDS = ['ground', 'surface', 'raised', 'table', 'group', 'field', 'hover', 'select'] as const;
/** Grounds that shapes stand on. */
const PAGES = ['ground', 'surface', 'table'] as const;
const WORDS = ['text', 'text-2', 'text-3'] as const;

const DESKS: Look[] = [
  { name: 'dark', theme: 'dark', system: 'light' },
  { name: 'light', theme: 'light', system: 'dark' },
  { name: 'high contrast on a dark system', theme: 'contrast', system: 'dark' },
  { name: 'high contrast on a light system', theme: 'contrast', system: 'light' },
];
const WALLS: Look[] = [
  { name: 'a dark wall', system: 'dark', isWall: true },
  { name: 'a light wall', theme: 'light', system: 'dark', isWall: true },
];

/** What the sheets may fall short of, one line each. */
class Shortfalls {
  private readonly found: string[] = [];

  constructor(private readonly colours: Map<string, string>) {}

  atLeast(least: number, token: string, ground: string): void {
    const measured = contrast(this.colour(token), this.colour(ground));
    if (measured < least) this.found.push(`${token} on ${ground}: ${measured.toFixed(2)} of ${least}`);
  }

  apart(least: number, one: string, other: string): void {
    const { distance, vision } = apart(this.colour(one), this.colour(other));
    if (distance < least) this.found.push(`${one} and ${other}, ${vision}: ${distance.toFixed(1)} of ${least}`);
  }

  none(): void {
    expect(this.found).toEqual([]);
  }

  private colour(token: string): string {
    const colour = this.colours.get(token);
    if (colour === undefined) throw new Error(`${token} was not asked for`);
    return colour;
  }
}

function everyPair(test: (one: string, other: string) => void): void {
  GROUPS.forEach((one, at) => GROUPS.slice(at + 1).forEach((other) => test(one, other)));
}

for (const look of DESKS) {
  test(`the groups of states are told apart, and words can be read, ${look.name}`, async ({ page }) => {
    const ofGroups = GROUPS.flatMap((group) => [group, `${group}-text`, `${group}-tint`]);
    const rest = ['accent', 'accent-ink', 'accent-hover', 'accent-tint', 'line-control', 'replay', 'replay-ink', 'replay-tint'];
    const shortfalls = new Shortfalls(await coloursOf(page, look, [...GROUNDS, ...WORDS, ...ofGroups, ...rest]));
    const isStark = look.theme === 'contrast';
    const [words, shapes] = isStark ? [7, 4.5] : [4.5, 3];

    everyPair((one, other) => shortfalls.apart(LEAST_DISTANCE, one, other));
    for (const group of GROUPS) {
      for (const ground of PAGES) shortfalls.atLeast(shapes, group, ground);
      for (const ground of [...GROUNDS, `${group}-tint`]) shortfalls.atLeast(words, `${group}-text`, ground);
    }
    for (const word of WORDS) for (const ground of GROUNDS) shortfalls.atLeast(words, word, ground);
    for (const ground of [...PAGES, 'accent-tint']) shortfalls.atLeast(words, 'accent', ground);
    for (const ground of ['accent', 'accent-hover']) shortfalls.atLeast(words, 'accent-ink', ground);
    for (const ground of ['ground', 'field', 'raised']) shortfalls.atLeast(3, 'line-control', ground);
    shortfalls.atLeast(words, 'replay-ink', 'replay');
    shortfalls.atLeast(words, 'text', 'replay-tint');
    shortfalls.none();
  });
}

for (const look of WALLS) {
  test(`a wall can be read from afar, ${look.name}`, async ({ page }) => {
    const grounds = ['ground', 'surface', 'alarm-ground', 'attention-ground'];
    const tokens = [...GROUPS, ...grounds, 'text', 'text-2', 'stale-ground', 'stale-hatch', 'stale-text'];
    const shortfalls = new Shortfalls(await coloursOf(page, look, tokens));

    everyPair((one, other) => shortfalls.apart(LEAST_DISTANCE, one, other));
    for (const group of GROUPS) shortfalls.atLeast(3, group, 'ground');
    for (const ground of grounds) for (const word of ['text', 'text-2']) shortfalls.atLeast(7, word, ground);
    for (const ground of ['stale-ground', 'stale-hatch']) shortfalls.atLeast(7, 'stale-text', ground);
    shortfalls.none();
  });
}

for (const system of ['dark', 'light'] as const) {
  test(`a ${system} system that wants more contrast gets the theme of it`, async ({ page }) => {
    const tokens = [...GROUNDS, ...WORDS, ...GROUPS, 'line', 'line-row', 'line-strong', 'hatch', 'scrim', 'accent', 'accent-line'];
    const tints = GROUPS.flatMap((group) => [`${group}-text`, `${group}-tint`]);
    const all = [...tokens, ...tints, 'accent-hover', 'accent-ink', 'accent-tint', 'line-control', 'replay', 'replay-ink', 'replay-tint'];

    const chosen = await coloursOf(page, { name: 'chosen', theme: 'contrast', system }, all);
    const wanted = await coloursOf(page, { name: 'wanted', system, wantsContrast: true }, all);

    expect([...wanted]).toEqual([...chosen]);
  });
}
