import type { Page } from '@playwright/test';

import { MOMENT, type Sights, type Who } from './still';
import { expect } from './test';

/** One page in its default state. */
export interface Stop {
  name: string;
  who: Who;
  path: string | ((sights: Sights) => string);
  /** What is there once the page is complete. */
  ready: string;
  /** It asks again every few seconds, so that its network never rests. */
  asksAgain?: true;
}

const LIVE = '[data-live-state="live"]';

/** Every page of the product. A page that is added is added here, and so to every test that looks at all of them. */
export const STOPS: Stop[] = [
  { name: 'sign-in', who: 'nobody', path: '/sign-in', ready: 'main .card' },
  { name: 'set-up', who: 'nobody', path: ({ setUp }) => setUp, ready: 'main .card' },
  { name: 'join', who: 'nobody', path: ({ join }) => join, ready: 'main .card' },
  { name: 'reset', who: 'nobody', path: ({ reset }) => reset, ready: 'main .card' },
  { name: 'join-over', who: 'nobody', path: '/join/no-such-link', ready: 'main' },
  { name: 'not-found', who: 'admin', path: '/t/no-such-tenant/board', ready: 'main.message-page' },
  { name: 'forbidden', who: 'supervisor', path: '/t/demo/settings/people', ready: 'main.message-page' },
  { name: 'board-table', who: 'supervisor', path: '/t/demo/board?view=table', ready: LIVE },
  { name: 'board-grid', who: 'admin', path: '/t/demo/board?view=grid', ready: LIVE },
  { name: 'agent', who: 'supervisor', path: ({ agent }) => agent, ready: '.strip.is-page' },
  { name: 'agents', who: 'admin', path: '/t/demo/agents', ready: '.record-row' },
  { name: 'queues', who: 'admin', path: '/t/demo/queues', ready: '.queue-row' },
  { name: 'queue', who: 'admin', path: ({ queue }) => queue, ready: '.record-row' },
  { name: 'recording', who: 'admin', path: '/t/demo/recording', ready: '.recording-row.queue-row' },
  { name: 'history', who: 'supervisor', path: '/t/demo/history', ready: '.totals-table tbody tr' },
  { name: 'replay', who: 'supervisor', path: '/t/demo/replay', ready: '[data-agent]' },
  { name: 'rules', who: 'admin', path: '/t/demo/rules', ready: 'main' },
  { name: 'displays', who: 'admin', path: '/t/demo/displays', ready: 'table tbody tr' },
  { name: 'display-program', who: 'admin', path: ({ program }) => program, ready: '.editor-slide', asksAgain: true },
  { name: 'people', who: 'admin', path: '/t/demo/settings/people', ready: 'table tbody tr' },
  { name: 'connections', who: 'admin', path: '/t/demo/settings/connections', ready: '.connection' },
  { name: 'limits', who: 'admin', path: '/t/demo/settings/limits', ready: 'table tbody tr' },
  { name: 'audit', who: 'admin', path: '/t/demo/settings/audit', ready: 'table tbody tr' },
  { name: 'company', who: 'admin', path: '/t/demo/settings/company', ready: 'main form' },
  { name: 'single-sign-on', who: 'admin', path: '/t/demo/settings/sign-in', ready: 'main form' },
  { name: 'history-settings', who: 'admin', path: '/t/demo/settings/history', ready: 'main' },
  { name: 'account', who: 'supervisor', path: '/account', ready: 'main form' },
  { name: 'second-factor', who: 'supervisor', path: '/account/second-factor', ready: 'main form' },
  { name: 'second-factor-set-up', who: 'admin', path: '/account/second-factor', ready: '.qr-code' },
  { name: 'forgotten', who: 'nobody', path: '/forgotten', ready: 'main .card' },
  { name: 'sign-in-code', who: 'nobody', path: '/sign-in/code', ready: 'main .card' },
  { name: 'sign-in-company', who: 'nobody', path: '/sign-in/sso?company=demo&problem=no-role', ready: 'main .card' },
  { name: 'proof', who: 'supervisor', path: '/account/proof', ready: 'main .card' },
  { name: 'pair', who: 'admin', path: '/pair', ready: 'main' },
  { name: 'pairing', who: 'nobody', path: '/wall', ready: '.pairing-code' },
  { name: 'wall-floor', who: 'wall-floor', path: '/wall', ready: `.wall-tile` },
  { name: 'wall-figures', who: 'wall-figures', path: '/wall', ready: '.wall-figures' },
  { name: 'wall-queues', who: 'wall-queues', path: '/wall', ready: '.wall-queues' },
  { name: 'wall-exceptions', who: 'wall-exceptions', path: '/wall', ready: '.wall-exceptions' },
  { name: 'wall-mixed', who: 'wall-mixed', path: '/wall', ready: '.wall-block' },
];

/** How the languages are asked for. */
export const LANGUAGES = { en: 'en-GB', vi: 'vi-VN' } as const;
export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

/** Opens a page and waits until it is complete and hears what a person does. */
export async function open(page: Page, stop: Stop, sights: Sights): Promise<void> {
  await page.context().addCookies(sights.who[stop.who].cookies);
  await page.addInitScript(() => {
    addEventListener('callboard:hydrated', () => document.documentElement.setAttribute('data-hears', ''));
  });
  const path = typeof stop.path === 'string' ? stop.path : stop.path(sights);
  await page.goto(path);
  await expect(page.locator('html')).toHaveAttribute('data-hears', '', { timeout: 20_000 });
  await expect(page.locator(stop.ready).first()).toBeVisible({ timeout: 60_000 });
  const streams = page.locator('[data-live-state]');
  if ((await streams.count()) > 0) await expect(streams).toHaveAttribute('data-live-state', 'live');
  // Where no stream is open, nothing is fetched any more.
  else if (stop.asksAgain !== true) await page.waitForLoadState('networkidle');
}

/** The same while time stands still in the page as it does in the demo: one picture, whenever it is taken. */
export async function openStill(page: Page, stop: Stop, sights: Sights): Promise<void> {
  // The clock runs until it is stopped, and cannot be stopped at what it has passed.
  await page.clock.install({ time: new Date(new Date(MOMENT).getTime() - 60_000) });
  await page.clock.pauseAt(new Date(MOMENT));
  await open(page, stop, sights);
  await let80msPass(page);
}

/**
 * What follows from a change is drawn. Ten times this is less than a second: each reading of the demo sets the page's clock
 * back to the moment, and the pictures must not depend on whether one has just come.
 */
export async function let80msPass(page: Page): Promise<void> {
  await page.clock.runFor(80);
}

/** What chance or the machine decides stands in every picture alike: ports, a screen's code, and how long and how often was polled. */
export async function withoutChance(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      const alike = text.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:4600').replace(/ in \d+ ms/g, ' in 4 ms');
      if (alike !== text) node.nodeValue = alike;
    }
    for (const [index, half] of document.querySelectorAll('.pairing-code > span').entries()) half.textContent = index === 0 ? 'K7QM' : '4TDH';
    for (const part of document.querySelectorAll('.qr-code path')) part.setAttribute('d', 'M4 4h7v7h-7z');
    for (const secret of document.querySelectorAll('.factor-secret code')) secret.textContent = 'ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567';
    for (const polls of document.querySelectorAll<SVGElement>('.connection > .polls')) polls.style.visibility = 'hidden';
  });
}

/** The same page in a theme: themes differ by one attribute, so nothing needs to be loaded again. */
export async function wear(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.evaluate((chosen) => document.documentElement.setAttribute('data-theme', chosen), theme);
}

/** Waits until what follows from the last change has been drawn. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))),
  );
}
