import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import type { Server } from '../support/server';
import { documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

/** Opens the first agent of a provider beside the board, and then on their own page. */
async function openTheDay(page: Page, provider: string): Promise<string> {
  await page.locator(`[data-connection][data-provider="${provider}"] a`).click();
  const name = page.locator(`[data-agent][data-provider="${provider}"] a.name`).first();
  const text = await name.innerText();
  await name.click();
  const panel = page.getByRole('complementary', { name: `Agent ${text}` });
  await expect(panel.locator('.strip')).toBeVisible();
  await panel.getByRole('link', { name: 'Open the day' }).click();
  await expect(page.getByRole('heading', { level: 1, name: text })).toBeVisible();
  return text;
}

async function pathOfSomebody(page: Page, server: Server): Promise<string> {
  await signIn(page, server);
  await waitForLive(page);
  await openTheDay(page, 'convoso');
  return new URL(page.url()).pathname;
}

test('from the board to the panel, the day, the day before and back', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);
  const documents = documentsLoaded(page);
  await openTheDay(page, 'convoso');
  await waitForLive(page);

  await page.getByRole('link', { name: 'The day before' }).click();
  await expect(page).toHaveURL(/\?day=\d{4}-\d\d-\d\d$/);
  await expect(page.getByRole('link', { name: 'Today' })).toBeVisible();
  await page.getByRole('link', { name: 'Today' }).click();
  await expect(page).not.toHaveURL(/day=/);
  await expect(page.locator('.strip')).toBeVisible();
  expect(documents, 'all of it within one document').toEqual([]);
});

test('the table says what the strip shows, and the arrows read it stretch by stretch', async ({ page, server }) => {
  await pathOfSomebody(page, server);
  await waitForLive(page);
  // Paused, the floor does not add a stretch between one look and the next.
  await page.getByRole('group', { name: 'Updates' }).getByRole('button').click();

  const drawn = page.locator('.strip.is-page [data-stretch]');
  await page.locator('.day-table summary').click();
  const rows = page.locator('.day-table tbody tr');
  await expect(rows.first()).toBeVisible();
  const words = await rows.locator('th').allInnerTexts();
  expect(words.length).toBe(await drawn.count());

  const reader = page.getByRole('slider', { name: 'Stretches of the day' });
  await reader.focus();
  await page.keyboard.press('Home');
  for (const word of words.slice(0, 3)) {
    await expect(reader).toHaveAttribute('aria-valuetext', new RegExp(`^${word}`));
    await expect(page.locator('.strip-said')).toContainText(word);
    await page.keyboard.press('ArrowRight');
  }
});

test('the strip grows with the clock and follows the agent', async ({ page, server }) => {
  await pathOfSomebody(page, server);
  await waitForLive(page);
  const key = decodeURIComponent(new URL(page.url()).pathname.split('/').pop() ?? '');
  const agent = key.slice(key.indexOf(':') + 1);

  const loggedIn = page.locator('section[aria-labelledby="agent-totals"] header small');
  const before = await loggedIn.innerText();
  await expect(loggedIn).not.toHaveText(before);

  const stretches = await page.locator('.strip.is-page [data-stretch]').count();
  const now = page.locator('.head-now');
  for (const state of ['paused', 'available']) {
    await server.putAgent('convoso', agent, state);
    await expect(now).toContainText(state === 'paused' ? 'Paused' : 'Available', { timeout: 20_000 });
  }
  await expect(page.locator('.strip.is-page [data-stretch="paused"]').first()).toBeAttached();
  expect(await page.locator('.strip.is-page [data-stretch]').count()).toBeGreaterThan(stretches);
});

test('an agent is read again on their page, and the day is exported', async ({ page, server }) => {
  await pathOfSomebody(page, server);
  await waitForLive(page);

  const answered = page.waitForResponse((response) => response.url().includes('reread_agent'));
  await page.getByRole('button', { name: 'Read again' }).click();
  expect((await answered).status()).toBe(200);
  await expect(page.getByRole('button', { name: 'Read again' })).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/^agent-\d{4}-\d\d-\d\d\.csv$/);
});

test('the next agent is one click away', async ({ page, server }) => {
  await pathOfSomebody(page, server);
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  const step = page.getByRole('link', { name: /^Agent (after|before): / }).last();
  const other = (await step.getAttribute('aria-label'))?.replace(/^Agent \w+: /, '') ?? '';
  await step.click();
  await expect(page.getByRole('heading', { level: 1, name: other })).toBeVisible();
  expect(other).not.toBe('');
  expect(name).not.toBe('');
});

test('an agent nobody knows is not found', async ({ page, problems, server }) => {
  await signIn(page, server);
  problems.allow(/404/);
  const answer = await page.goto('/t/demo/agents/00000000-0000-0000-0000-000000000000:1');
  expect(answer?.status()).toBe(404);
});

for (const lang of ['en', 'vi']) {
  for (const theme of ['dark', 'light']) {
    test(`nothing keeps anybody out of an agent's day, ${lang}, ${theme}`, async ({ page, server, context }) => {
      const path = await pathOfSomebody(page, server);
      const cookies = { lang, theme };
      await context.addCookies(
        Object.entries(cookies).map(([name, value]) => ({ name, value, url: server.demo.url })),
      );
      for (const address of [path, `${path}?day=2020-01-01`]) {
        await page.goto(address);
        await expect(page.locator('.file-cards')).toBeVisible();
        if (address === path) {
          await waitForLive(page);
          await page.locator('.day-table summary').click();
        }
        expect(await violations(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await violations(page)).toEqual([]);
    });
  }
}
