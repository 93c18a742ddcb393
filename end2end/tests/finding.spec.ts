import { EVERYONE, expect, signIn, test, waitForLive } from '../support/test';

/** A name as somebody types it who has no Vietnamese keyboard. */
function withoutMarks(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
}

test('a slash goes to the search, typing finds a name with and without its marks, Escape shows everybody again', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const names = page.locator('[data-agent] a.name');
  const all = await names.count();
  const name = (await names.allInnerTexts()).find((text) => withoutMarks(text) !== text.toLowerCase()) ?? '';
  expect(name).not.toBe('');
  const search = page.locator('.search-box input');

  for (const typed of [withoutMarks(name), name]) {
    await page.keyboard.press('/');
    await expect(search).toBeFocused();
    await page.keyboard.type(typed);
    await expect(search).toHaveValue(typed);
    await expect(names.filter({ hasText: name }).first()).toBeVisible();
    for (const found of await names.allInnerTexts()) expect(withoutMarks(found)).toContain(withoutMarks(name));
    expect(new URL(page.url()).searchParams.get('q')).toBe(typed);

    await page.keyboard.press('Escape');
    await expect(search).toHaveValue('');
    await expect(names).toHaveCount(all);
    expect(new URL(page.url()).searchParams.get('q')).toBeNull();
    await search.blur();
  }
});

test('filters are in the address and survive a reload', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);
  const others = page.locator('[data-agent]:not([data-provider="alohub"])');
  const rows = page.locator('[data-agent][data-provider="alohub"]');
  const connection = page.locator('[data-connection][data-provider="alohub"] .source-name');
  const name = await connection.innerText();

  await page.locator('.filter-bar select[name="connection"]').selectOption(name);
  await page.locator('.filter-bar select[name="show"]').selectOption('everyone');
  await expect(others).toHaveCount(0);
  await expect(rows.first()).toBeVisible();
  const address = new URL(page.url()).searchParams;
  expect(address.get('connection')).toBe(name);
  expect(address.get('show')).toBe('everyone');
  await page.reload();
  await waitForLive(page);

  await expect(page.locator('.filter-bar select[name="connection"]')).toHaveValue(name);
  await expect(page.locator('.filter-bar select[name="show"]')).toHaveValue('everyone');
  await expect(others).toHaveCount(0);
  await expect(rows.first()).toBeVisible();
});
