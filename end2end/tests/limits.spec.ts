import type { Browser, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { Problems } from '../support/problems';
import type { Server } from '../support/server';
import { documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

const LIMITS = '/t/demo/settings/limits';

/** Everything back to the defaults: other tests share the server. */
async function forget(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const post = async (path: string, form: Record<string, string>) =>
      fetch(path, { method: 'POST', body: new URLSearchParams({ tenant: 'demo', ...form }) });
    const { version } = (await (await post('/api/limits', {})).json()) as { version: number };
    return (await post('/api/change_limits', { version: `${version}`, lines: '' })).status;
  });
  expect(status).toBe(200);
}

async function openLimits(page: Page, server: Server): Promise<void> {
  await signIn(page, server, 'admin');
  await page.goto(LIMITS);
  await expect(page.getByRole('heading', { name: 'Limits', level: 1 })).toBeVisible();
}

async function fill(page: Page, state: string, warn: string, alarm: string): Promise<void> {
  await page.getByLabel(`${state}, Warning`, { exact: true }).fill(warn);
  await page.getByLabel(`${state}, Alarm`, { exact: true }).fill(alarm);
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
}

async function boardOfSupervisor(browser: Browser, server: Server): Promise<{ board: Page; problems: Problems }> {
  const context = await browser.newContext({ baseURL: server.demo.url, viewport: { width: 1440, height: 900 } });
  const problems = new Problems(context);
  const board = await context.newPage();
  await signIn(board, server);
  await waitForLive(board);
  return { board, problems };
}

test('a shorter limit is an exception on a board that was open all the time', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  await openLimits(page, server);
  const { board, problems } = await boardOfSupervisor(browser, server);
  const loaded = documentsLoaded(board);
  const states = ['Ringing', 'Paused', 'Unavailable', 'Wrap-up', 'On call', 'Available', 'Dead call'];
  for (const state of [...states, 'Connection without fresh data']) await fill(page, state, '', 'off');
  await save(page);
  await expect(board.locator('.exception-lane .quiet')).toBeVisible();

  await fill(page, 'Paused', '1 s', '0:02');
  await save(page);

  const pause = board.locator('.exception').first();
  await expect(pause).toContainText('Pause over limit');
  await expect(pause).toContainText('limit 0:02');
  await expect(board.locator('.exception-lane')).not.toContainText('Long ring');
  expect(loaded, 'the board loads nothing').toEqual([]);
  expect(problems.unexpected).toEqual([]);
  await board.context().close();
  await forget(page);
});

test('every wrong field is named and nothing that was typed is lost', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await openLimits(page, server);
  await fill(page, 'Ringing', '1:00', '30');
  await fill(page, 'Wrap-up', 'soon', '30 h');
  await page.getByRole('button', { name: 'Add a reason' }).click();
  await page.getByRole('button', { name: 'Save limits' }).click();

  const said = page.getByRole('alert').filter({ hasText: 'Nothing was saved' });
  await expect(said.getByRole('link')).toHaveText([
    'Ringing, Warning: The warning must be shorter than the alarm.',
    'Wrap-up, Warning: Write seconds such as 90, a clock such as 1:30, or a unit such as 15 min.',
    'Wrap-up, Alarm: Use a time from 1 second to 24 hours.',
    'Reason, Reason: Fill this in.',
  ]);
  await expect(page.getByLabel('Ringing, Warning')).toHaveValue('1:00');
  await expect(page.getByLabel('Ringing, Warning')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Ringing, Warning')).toBeFocused();
  await expect(page.getByLabel('Wrap-up, Alarm')).toHaveValue('30 h');
  expect(await violations(page)).toEqual([]);

  await fill(page, 'Ringing', '20', '1 min');
  await page.getByRole('button', { name: /Wrap-up: back to 1:00/ }).click();
  await page.getByLabel('Reason', { exact: true }).fill('Lunch');
  await fill(page, 'Lunch', '30 min', '45:00');
  await save(page);
  await page.reload();

  await expect(page.getByLabel('Ringing, Alarm')).toHaveValue('1:00');
  await expect(page.getByLabel('Wrap-up, Warning')).toHaveValue('1:00');
  await expect(page.getByLabel('Lunch, Warning')).toHaveValue('30:00');
  await expect(page.locator('.page-head')).toContainText('Last changed by');
  await forget(page);
});

test('of two admins who change the limits at once the second is told', async ({ page, server, problems }) => {
  problems.allow(/status of 409/);
  await openLimits(page, server);
  const other = await page.context().newPage();
  await other.goto(LIMITS);
  await waitForScript(other);
  await fill(page, 'Ringing', '11', '12');
  await save(page);

  await fill(other, 'Ringing', '13', '14');
  await other.getByRole('button', { name: 'Save limits' }).click();
  await expect(other.getByRole('alert').filter({ hasText: 'Somebody changed it meanwhile' })).toBeVisible();
  await expect(other.getByLabel('Ringing, Warning')).toHaveValue('13');
  await other.getByRole('button', { name: 'Show what is kept now' }).click();
  await expect(other.getByLabel('Ringing, Warning')).toHaveValue('0:11');
  await forget(page);
});

/** Waits until the form answers. */
async function waitForScript(page: Page): Promise<void> {
  await expect(async () => {
    await page.getByLabel('Dead call, Alarm').fill('2:00');
    await expect(page.getByRole('button', { name: /^Dead call: back to/ })).toBeEnabled({ timeout: 500 });
  }).toPass();
}

for (const [theme, lang] of [
  ['dark', 'en'],
  ['light', 'en'],
  ['dark', 'vi'],
  ['light', 'vi'],
] as const) {
  test(`the limits are accessible, ${theme} in ${lang}`, async ({ page, context, server }) => {
    await context.addCookies([
      { name: 'theme', value: theme, url: server.demo.url },
      { name: 'lang', value: lang, url: server.demo.url },
    ]);
    await signIn(page, server, 'admin');
    await page.goto(LIMITS);
    await page.locator('.limits-form').getByRole('button').last().waitFor();

    expect(await violations(page)).toEqual([]);
  });
}
