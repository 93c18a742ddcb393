import type { Browser, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { Problems } from '../support/problems';
import { expect, signIn, test, waitForLive } from '../support/test';
import type { Server } from '../support/server';

/** A television: a browser of its own that nobody signs in to. */
async function switchOn(browser: Browser, server: Server, theme = 'dark'): Promise<{ screen: Page; problems: Problems }> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB' });
  await context.addCookies([{ name: 'theme', value: theme, url: server.demo.url }]);
  const problems = new Problems(context);
  const screen = await context.newPage();
  await screen.goto(server.page('/wall'));
  return { screen, problems };
}

async function codeOn(screen: Page): Promise<string> {
  return (await screen.locator('.pairing-code').innerText()).replace(/\s/g, '');
}

/** Types the code that the screen shows at the desk, and waits until the screen shows the floor. */
async function pair(desk: Page, screen: Page, name: string): Promise<void> {
  const code = await codeOn(screen);
  const form = desk.locator('.display-form');
  await form.getByLabel('Code on the screen').fill(`${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`);
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Place').fill('Hall');
  await form.getByRole('button', { name: 'Pair a screen' }).click();
  await expect(screen.locator('.wall-tile').first()).toBeVisible();
}

/** All five counts stand beside each other and none is hidden below, also with two digits in each. */
async function expectFiveCountsInOneLine(screen: Page): Promise<void> {
  const tops = await screen.locator('.wall-band').evaluate((band) => {
    for (const figure of band.querySelectorAll('dd > span:last-child')) figure.textContent = '88';
    return [...band.children].map((count) => Math.round(count.getBoundingClientRect().top));
  });
  expect(tops).toEqual(Array(5).fill(tops[0]));
}

async function openDesk(page: Page, server: Server): Promise<void> {
  await signIn(page, server);
  await page.goto('/pair');
  await expect(page).toHaveURL(/\/t\/demo\/displays$/);
  await expect(page.getByRole('heading', { name: 'Displays' })).toBeVisible();
}

test('a screen is paired, found, changed and disconnected from a desk', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const { screen, problems } = await switchOn(browser, server);
  await expect(screen.locator('.pairing-code')).toHaveText(/^[A-Z0-9]{4}\s+[A-Z0-9]{4}$/);
  await openDesk(page, server);

  await pair(page, screen, 'North wall');
  await waitForLive(screen);
  const row = page.getByRole('row', { name: /North wall/ });
  await expect(row).toContainText('On now');
  await expect(row).toContainText('1920 × 1080');
  await expect(page.locator('.display-form').getByLabel('Name')).toHaveValue('');

  await row.getByRole('button', { name: /Identify/ }).click();
  await expect(screen.locator('.wall-identify')).toContainText('North wall', { timeout: 5_000 });
  await expect(screen.locator('.wall-identify')).toBeHidden({ timeout: 20_000 });

  await row.getByRole('button', { name: /Change/ }).click();
  await page.locator('.display-form').getByLabel('Layout').selectOption('queues');
  await page.locator('.display-form').getByRole('button', { name: 'Save' }).click();
  await expect(screen.locator('.wall-queues')).toBeVisible({ timeout: 5_000 });
  await expect(row).toContainText('Queues');

  await row.getByRole('button', { name: /Change/ }).click();
  await page.locator('.display-form').getByLabel('Layout').selectOption('floor');
  await page.getByLabel('Only what is chosen').check();
  await page.getByRole('group', { name: 'Connections' }).getByLabel('TEL4VN').check();
  await page.locator('.display-form').getByRole('button', { name: 'Save' }).click();
  await expect(screen.locator('.wall-sources')).toContainText('TEL4VN', { timeout: 10_000 });
  await expect(screen.locator('.wall-sources li')).toHaveCount(1);

  await expect(screen.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectFiveCountsInOneLine(screen);
  await row.getByRole('button', { name: /Change/ }).click();
  await page.locator('.display-form').getByLabel('Language').selectOption('Tiếng Việt');
  await page.locator('.display-form').getByRole('button', { name: 'Save' }).click();
  await expect(screen.locator('html')).toHaveAttribute('lang', 'vi', { timeout: 10_000 });
  await waitForLive(screen);
  await expectFiveCountsInOneLine(screen);

  await row.getByRole('button', { name: /Change/ }).click();
  await page.locator('.display-form').getByLabel('Theme').selectOption('High contrast');
  await page.locator('.display-form').getByRole('button', { name: 'Save' }).click();
  await expect(screen.locator('html')).toHaveAttribute('data-theme', 'contrast', { timeout: 10_000 });
  await waitForLive(screen);

  const loaded = screen.waitForEvent('load');
  await row.getByRole('button', { name: /Reload/ }).click();
  await loaded;
  await expect(screen.locator('.wall-tile').first()).toBeVisible();
  await waitForLive(screen);

  await row.getByRole('button', { name: /Disconnect/ }).click();
  await expect(page.getByRole('dialog')).toContainText('North wall');
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(screen.locator('.pairing-left')).toContainText('Nam Việt BPO', { timeout: 7_000 });
  await expect(row).toHaveCount(0);

  expect(problems.unexpected).toEqual([]);
  await screen.context().close();
});

test('the wall stays inside its margins and pages what does not fit', async ({ page, browser, server }) => {
  test.setTimeout(150_000);
  const { screen, problems } = await switchOn(browser, server);
  await openDesk(page, server);
  await pair(page, screen, 'Margins');
  await waitForLive(screen);

  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
    [3840, 2160],
    [1080, 1920],
  ] as const) {
    await screen.setViewportSize({ width, height });
    await expect(async () => {
      const outside = await screen.evaluate(() => {
        // The frame moves by at most 8 px against burn-in; the ground of a hatched tile reaches beyond its text.
        const [x, y] = [innerWidth * 0.05 - 9, innerHeight * 0.05 - 9];
        return [...document.querySelectorAll('.wall-tile .glyph, .wall-clock, .wall-top, .wall-foot, .wall-kpi')]
          .map((element) => ({ what: element.getAttribute('class'), box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0)
          .filter(({ box }) => box.left < x || box.top < y || box.right > innerWidth - x + 1 || box.bottom > innerHeight - y + 1)
          .map(({ what, box }) => `${what} ${[box.left, box.top, box.right, box.bottom].map(Math.round).join(' ')}`);
      });
      expect(outside).toEqual([]);
    }).toPass({ timeout: 30_000 });
    await expect(screen.locator('.wall-pages')).toHaveText(/\d+\/\d+/);
  }

  expect(problems.unexpected).toEqual([]);
  await screen.context().close();
});

test('a wall that loses the server says since when and heals by itself', { tag: '@fault' }, async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const { screen, problems } = await switchOn(browser, server);
  await openDesk(page, server);
  await pair(page, screen, 'Heals');
  await waitForLive(screen);
  problems.allow(/net::ERR_|Failed to load resource|Failed to fetch/);
  await page.close();

  await server.kill();
  await expect(screen.locator('.wall-link')).toContainText('This screen lost the server at', { timeout: 20_000 });
  await expect(screen.locator('.wall-grid .wall-tile[data-stale]').first()).toBeVisible();
  await server.startAgain();

  await expect(screen.locator('.wall-link')).toBeHidden({ timeout: 45_000 });
  await waitForLive(screen);
  await screen.context().close();
});

test('a provider that fails is named once and its agents stay, hatched', { tag: '@fault' }, async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const { screen } = await switchOn(browser, server);
  await openDesk(page, server);
  await pair(page, screen, 'Stale');
  await waitForLive(screen);

  await server.fault('tel4vn', 'status-500');

  await expect(screen.locator('.wall-cause')).toHaveText('TEL4VN: Provider error', { timeout: 40_000 });
  await expect(screen.locator('.wall-seen')).toContainText('agents last seen');
  await expect(screen.locator('.kpi-least')).toHaveCount(5);
  await screen.context().close();
});

for (const theme of ['dark', 'light']) {
  test(`axe finds nothing on code, wall and displays in ${theme}`, async ({ page, browser, server }) => {
    const { screen, problems } = await switchOn(browser, server, theme);
    await page.context().addCookies([{ name: 'theme', value: theme, url: server.demo.url }]);
    await openDesk(page, server);

    expect(await violations(screen)).toEqual([]);
    await pair(page, screen, `Axe ${theme}`);
    await waitForLive(screen);
    expect(await violations(screen)).toEqual([]);
    await page.getByLabel('Only what is chosen').check();
    await expect(page.getByRole('group', { name: 'Connections' })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    expect(problems.unexpected).toEqual([]);
    await screen.context().close();
  });
}
