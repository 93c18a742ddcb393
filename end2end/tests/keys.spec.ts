import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { EVERYONE, documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

/** A name as somebody types it who has no Vietnamese keyboard. */
function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
}

async function openPalette(page: Page) {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Find an agent, a page or an action' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  return palette;
}

test('two letters and Enter open an agent', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const documents = documentsLoaded(page);
  const names = await page.locator('[data-agent] a.name').allInnerTexts();
  // The first letters of somebody's names, where they are nobody else's.
  const initials = (name: string) => folded(name).split(/[^a-z0-9]+/).map((word) => word[0] ?? '').join('').slice(0, 2);
  const begins = (name: string) => folded(name).slice(0, 2);
  const wanted = names.find((name) => {
    const two = begins(name);
    return /^[a-z]{2}$/.test(two) && names.every((other) => other === name || (begins(other) !== two && initials(other) !== two && !folded(other).includes(two)));
  });
  const two = begins(wanted ?? '');
  expect(two).not.toBe('');

  const palette = await openPalette(page);
  await page.keyboard.type(two);
  const first = palette.getByRole('option').first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  const name = await first.locator('.palette-name').innerText();
  expect(name).toBe(wanted);
  await page.keyboard.press('Enter');

  await expect(palette).toBeHidden();
  await expect(page.getByRole('complementary', { name: `Agent ${name}` })).toBeVisible();
  expect(documents).toEqual([]);
});

test('the palette changes the view, goes to the pages of the role, and finds nothing it may not', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);

  let palette = await openPalette(page);
  await page.keyboard.type('paused state');
  await palette.getByRole('option', { name: /Paused/ }).first().click();
  await expect(page).toHaveURL(/show=paused/);
  await expect(page.getByRole('link', { name: 'Remove the filter Paused' })).toBeVisible();

  palette = await openPalette(page);
  await page.keyboard.type('longest');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=longest/);

  palette = await openPalette(page);
  await page.keyboard.type('grid');
  await page.keyboard.press('Enter');
  await expect(page.locator('.agent-grid, .empty-state')).toBeVisible();

  palette = await openPalette(page);
  await page.keyboard.type('audit log');
  await expect(palette.getByText('Nothing is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();

  await openPalette(page);
  await page.keyboard.type('displays');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/t/demo/displays');
});

test('the palette changes the theme at once and for the next visit', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);

  for (const theme of ['light', 'dark']) {
    await openPalette(page);
    await page.keyboard.type(`${theme} theme`);
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect.poll(async () => (await page.context().cookies()).find(({ name }) => name === 'theme')?.value).toBe(theme);
  }
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('keys go from row to row, open one and put it away again', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?show=everyone&by=none&sort=name');
  await waitForLive(page);
  const names = page.locator('.agent-row a.name');

  await page.keyboard.press('j');
  await expect(names.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await expect(names.nth(2)).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  await expect(names.nth(0)).toBeFocused();
  const name = await names.nth(0).innerText();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: `Agent ${name}` })).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(page.locator('.side-panel')).toHaveCount(0);
});

test('a letter typed into a field is a letter', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);

  await page.keyboard.press('/');
  const search = page.locator('.search-box input');
  await expect(search).toBeFocused();
  await page.keyboard.type('jkx?/');

  await expect(search).toHaveValue('jkx?/');
  await expect(search).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('single keys are switched off in the help, stay off, and are switched on again on the account page', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const cookie = async () => (await page.context().cookies()).find(({ name }) => name === 'keys')?.value;

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  const single = help.getByRole('switch', { name: /Single keys work/ });
  await expect(single).toBeChecked();
  await single.uncheck();
  await expect.poll(cookie).toBe('off');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();

  for (const reloaded of [false, true]) {
    if (reloaded) {
      await page.reload();
      await waitForLive(page);
    }
    for (const key of ['?', '/', 'j', 'x']) await page.keyboard.press(key);
    await expect(help).toBeHidden();
    await expect(page.locator('.search-box input')).not.toBeFocused();
    await expect(page.locator('[data-agent] :focus')).toHaveCount(0);
    // What is no single key still works.
    const palette = await openPalette(page);
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
  }

  await page.goto('/account');
  await expect(page.getByText('Single keys are switched off in this browser.')).toBeVisible();
  await page.getByRole('button', { name: 'Switch single keys on' }).click();
  await expect(page.getByText('Single keys work in this browser.')).toBeVisible();
  await page.goto(EVERYONE);
  await waitForLive(page);
  await page.keyboard.press('?');
  await expect(help).toBeVisible();
});

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('palette and help can be used by everybody', async ({ page, server }) => {
      await signIn(page, server);
      await waitForLive(page);

      const palette = await openPalette(page);
      expect(await violations(page), 'palette').toEqual([]);
      await page.keyboard.type('ng');
      await expect(palette.getByRole('option').first()).toBeVisible();
      expect(await violations(page), 'palette with agents').toEqual([]);
      await page.keyboard.type('qqqq');
      await expect(palette.getByRole('option')).toHaveCount(0);
      expect(await violations(page), 'palette without anything').toEqual([]);
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Keys' }).click();
      await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
      expect(await violations(page), 'help').toEqual([]);
    });
  });
}
