import { violations } from '../support/axe';
import { EVERYONE, expect, signIn, test, waitForLive } from '../support/test';

test('a held picture tells who changed and when, marks its counts, and shows it all when it goes on', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const free = page.locator('[data-agent][data-provider="tel4vn"]:not([data-state="logged_out"])').first();
  const id = (await free.getAttribute('data-external-id')) ?? '';
  const row = page.locator(`[data-agent][data-provider="tel4vn"][data-external-id="${id}"]`);
  const name = await row.locator('a.name').innerText();
  await server.putAgent('tel4vn', id, 'available');
  await expect(row).toHaveAttribute('data-state', 'available', { timeout: 15_000 });

  await page.getByRole('button', { name: 'Live' }).click();
  const banner = page.locator('.link-banner[data-kind="paused"]');
  await expect(banner).toContainText(/Paused at \d\d:\d\d:\d\d/);
  await expect(page.locator('.kpi-stood')).toHaveText(/Counts as at \d\d:\d\d:\d\d/);
  const counts = await page.locator('.kpi-figure strong').allInnerTexts();
  await server.putAgent('tel4vn', id, 'on-call');
  const summary = banner.locator('summary');
  await expect(summary).toHaveText(/[1-9]\d* changes? waiting/, { timeout: 15_000 });
  await summary.click();
  const change = banner.getByRole('listitem').filter({ hasText: name });
  await expect(change).toContainText('Available → On call', { timeout: 15_000 });
  await expect(change.locator('time')).toHaveText(/^\d\d:\d\d:\d\d$/);

  await expect(row).toHaveAttribute('data-state', 'available');
  expect(await page.locator('.kpi-figure strong').allInnerTexts()).toEqual(counts);
  await banner.getByRole('button', { name: 'Resume' }).click();
  await expect(row).toHaveAttribute('data-state', 'on_call');
  await expect(page.locator('.kpi-stood')).toHaveCount(0);
});

test('a filter chosen while the picture is held filters that picture', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(`${EVERYONE}&connection=tel4vn`);
  await waitForLive(page);
  const free = page.locator('[data-agent]:not([data-state="logged_out"])').first();
  const id = (await free.getAttribute('data-external-id')) ?? '';
  const row = page.locator(`[data-agent][data-external-id="${id}"]`);
  await server.putAgent('tel4vn', id, 'available');
  await expect(row).toHaveAttribute('data-state', 'available', { timeout: 15_000 });
  await page.getByRole('button', { name: 'Live' }).click();
  await server.putAgent('tel4vn', id, 'on-call');
  await expect(page.locator('.link-banner summary')).toHaveText(/[1-9]\d* changes? waiting/, { timeout: 15_000 });

  await page.locator('.filter-bar select[name="show"]').selectOption('available');

  await expect(page).toHaveURL(/show=available/);
  await expect(row).toHaveAttribute('data-state', 'available');
  await page.locator('.link-banner').getByRole('button', { name: 'Resume' }).click();
  await expect(page.locator('.link-banner')).toHaveCount(0);
});

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('a held picture can be used by everybody', async ({ page, server }) => {
      await signIn(page, server);
      await waitForLive(page);

      await page.getByRole('button', { name: 'Live' }).click();
      const summary = page.locator('.link-banner summary');
      await expect(summary).toBeVisible({ timeout: 40_000 });
      await summary.click();

      expect(await violations(page)).toEqual([]);
    });
  });
}

test('rows keep their places while the pointer is over them, and the focus stays where it was', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?show=everyone&by=none&sort=state&connection=tel4vn');
  await waitForLive(page);
  const order = () => page.locator('.agent-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-external-id')));
  const rows = page.locator('.agent-row');
  const last = rows.nth((await rows.count()) - 1);
  await last.hover();
  const before = await order();
  const moved = before.at(-1) ?? '';
  const row = page.locator(`.agent-row[data-external-id="${moved}"]`);

  await server.putAgent('tel4vn', moved, 'available');
  await expect(row).toHaveAttribute('data-state', 'available', { timeout: 20_000 });
  await row.locator('a.name').focus();
  await server.putAgent('tel4vn', moved, 'on-call');
  await expect(row).toHaveAttribute('data-state', 'on_call', { timeout: 20_000 });

  expect(await order()).toEqual(before);
  await expect(row.locator('a.name')).toBeFocused();

  await row.locator('a.name').blur();
  await page.mouse.move(5, 5);
  await expect.poll(order, { timeout: 15_000 }).not.toEqual(before);
});

test('a list stays where it was scrolled to while the floor goes on', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?show=everyone&by=none&sort=name');
  await waitForLive(page);
  const list = page.locator('#agents');
  await list.evaluate((element) => element.scrollTo(0, 612));
  await expect(page.locator('.agent-row').first()).toBeAttached();

  await waitForLive(page);

  expect(await list.evaluate((element) => element.scrollTop)).toBe(612);
});
