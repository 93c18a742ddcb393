import type { Browser, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { Problems } from '../support/problems';
import type { Server } from '../support/server';
import { expect, signIn, test, waitForLive } from '../support/test';

const PAUSED = '/t/demo/board?show=paused&by=none';

const menu = (page: Page) => page.locator('.saved-views');

async function openMenu(page: Page): Promise<void> {
  if ((await menu(page).getAttribute('open')) === null) await menu(page).locator('summary').click();
  await expect(menu(page).getByRole('button', { name: 'Save this view…' })).toBeVisible();
}

async function save(page: Page, name: string, isShared: boolean): Promise<void> {
  await openMenu(page);
  await menu(page).getByRole('button', { name: 'Save this view…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the view').fill(name);
  if (isShared) await dialog.getByLabel('Everybody in the company finds it').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

async function manage(page: Page, name: string): Promise<void> {
  await openMenu(page);
  await menu(page).getByRole('button', { name: `Change ${name}`, exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

async function remove(page: Page, name: string): Promise<void> {
  await manage(page, name);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete…' }).click();
  await expect(page.getByRole('dialog').getByRole('alert').filter({ hasText: `Delete “${name}”?` })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

async function somebodyElse(browser: Browser, server: Server, role: string): Promise<{ page: Page; problems: Problems }> {
  const context = await browser.newContext({ baseURL: server.demo.url, viewport: { width: 1440, height: 900 } });
  const problems = new Problems(context);
  const page = await context.newPage();
  await signIn(page, server, role);
  return { page, problems };
}

test('a view that is shared is found by others and opens the boards of a role', async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  await signIn(page, server, 'admin');
  await page.goto(PAUSED);
  await waitForLive(page);
  await save(page, 'Who is paused', true);
  await expect(menu(page).locator('summary')).toContainText('View: Who is paused');
  await expect(page).toHaveURL(/show=paused/);

  const { page: other, problems } = await somebodyElse(browser, server, 'supervisor');
  await expect(other).toHaveURL(/\/board$/);
  await openMenu(other);
  await menu(other).getByRole('link', { name: /^Who is paused/ }).click();
  await expect(other).toHaveURL(/show=paused&by=none/);
  await expect(menu(other).locator('summary')).toContainText('View: Who is paused');

  await manage(page, 'Who is paused');
  await page.getByRole('dialog').getByLabel('Open the board of every supervisor with it').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await other.goto('/');
  await expect(other).toHaveURL(/show=paused&by=none/);
  await expect(menu(other).locator('summary')).toContainText('View: Who is paused');
  await waitForLive(other);
  await other.getByRole('link', { name: 'Leave the view' }).click();
  await expect(other).toHaveURL(/board\?show=logged_in$/);
  await expect(menu(other).locator('summary')).toHaveText('Views');
  await other.reload();
  await expect(other).toHaveURL(/board\?show=logged_in$/);
  expect(problems.unexpected).toEqual([]);
  await other.context().close();

  await remove(page, 'Who is paused');
  await expect(menu(page).locator('summary')).toHaveText('Views');
});

test('an own view is renamed, replaced, made the own default and deleted', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await signIn(page, server);
  await page.goto(PAUSED);
  await waitForLive(page);
  await save(page, 'Mine', false);
  await save(page, 'Other', false);

  await manage(page, 'Other');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the view').fill('MINE');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Name of the view')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Name of the view').fill('Mine as well');
  await dialog.getByLabel('Open my board with it').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await page.goto('/t/demo/board');
  await expect(page).toHaveURL(/show=paused&by=none/);

  await page.goto('/t/demo/board?show=everyone');
  await waitForLive(page);
  await openMenu(page);
  await menu(page).getByRole('button', { name: 'Save this view…' }).click();
  await dialog.getByLabel('Name of the view').fill('mine');
  await dialog.getByRole('button', { name: 'Replace “Mine”' }).click();
  await expect(dialog).toBeHidden();
  await expect(menu(page).locator('summary')).toContainText('View: mine');
  await remove(page, 'mine');
  await remove(page, 'Mine as well');
  await page.goto('/t/demo/board');
  await expect(page).toHaveURL(/\/board$/);
});

test('the menu works by keyboard and copies the link', async ({ page, context, server }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.demo.url });
  await signIn(page, server);
  await page.goto(PAUSED);
  await waitForLive(page);

  await menu(page).locator('summary').focus();
  await page.keyboard.press('Enter');
  const copy = menu(page).getByRole('button', { name: 'Copy link' });
  await copy.focus();
  await page.keyboard.press('Enter');
  await expect(menu(page).getByRole('status')).toHaveText('Link copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.keyboard.press('Escape');
  await expect(copy).toBeHidden();
  await expect(menu(page).locator('summary')).toBeFocused();
});

for (const theme of ['dark', 'light'] as const) {
  test(`the menu and its dialog are accessible, ${theme}`, async ({ page, context, server }) => {
    await context.addCookies([{ name: 'theme', value: theme, url: server.demo.url }]);
    await signIn(page, server);
    await waitForLive(page);

    await openMenu(page);
    expect(await violations(page)).toEqual([]);
    await menu(page).getByRole('button', { name: 'Save this view…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
