import { PROVIDERS, expect, signIn, test } from '../support/test';

const MOST_ROWS = 100;

test('the board shows its counts and at most a hundred rows without JavaScript', async ({ page, server }) => {
  await signIn(page, server);

  const rows = await page.locator('[data-agent]').count();

  await expect(page.locator('.kpi').first()).toHaveText(/Logged in\s*\d+/);
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThanOrEqual(MOST_ROWS);
});

test('agents of all five providers and the freshness of each are there without JavaScript', async ({ page, server }) => {
  await signIn(page, server);

  for (const provider of PROVIDERS) {
    const connection = page.locator(`[data-connection][data-provider="${provider}"]`);
    await expect(connection).toHaveAttribute('data-freshness', /^(fresh|aging|stale)$/);
    await connection.locator('a').click();
    await expect(page.locator(`[data-agent][data-provider="${provider}"]`).first()).toBeVisible();
    await expect(page.locator(`[data-agent]:not([data-provider="${provider}"])`)).toHaveCount(0);
    await page.goto('/t/demo/board');
  }
});

test('filters are a plain form without JavaScript', async ({ page, server }) => {
  await signIn(page, server);

  await page.locator('.filter-bar select[name="show"]').selectOption('everyone');
  await page.locator('.filter-bar select[name="by"]').selectOption('state');
  await page.locator('.filter-bar button[type="submit"]').click();

  await expect(page).toHaveURL(/show=everyone.*by=state/);
  await expect(page.locator('.filter-bar select[name="by"]')).toHaveValue('state');
  await expect(page.locator('[data-agent]').first()).toBeVisible();
});

test('the rows of a view are a table behind a plain link without JavaScript', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?connection=tel4vn&show=everyone');
  const rows = await page.locator('[data-agent]').count();

  const href = (await page.locator('.filter-bar').getByRole('link', { name: 'CSV' }).getAttribute('href')) ?? '';
  const answer = await page.request.get(href);

  expect(answer.status()).toBe(200);
  expect((await answer.text()).trim().split('\n')).toHaveLength(1 + rows);
});

test('a change of state is there at the next reload without JavaScript', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/board?connection=tel4vn&show=everyone');
  const id = (await page.locator('[data-agent]:not([data-state="logged_out"])').first().getAttribute('data-external-id')) ?? '';

  for (const [told, shown] of Object.entries({ 'on-call': 'on_call', available: 'available' })) {
    await server.putAgent('tel4vn', id, told);
    await expect(async () => {
      await page.reload();
      await expect(page.locator(`[data-agent][data-external-id="${id}"]`)).toHaveAttribute('data-state', shown, { timeout: 500 });
    }).toPass({ timeout: 20_000 });
  }
});

test('a server that was killed knows its visitors when it is back, without JavaScript', async ({ page, server, problems }) => {
  await signIn(page, server);

  await problems.whileServerIsDown(async () => {
    await server.kill();
    await server.startAgain();
    await page.reload();
  });

  await expect(page).toHaveURL(/\/t\/demo\/board/);
  await expect(page.locator('[data-agent]').first()).toBeVisible();
});

test('a provider that fails is named without JavaScript, its rows are stale and still there', { tag: '@fault' }, async ({ page, server }) => {
  test.setTimeout(90_000);
  await signIn(page, server);
  await page.goto('/t/demo/board?connection=tel4vn&show=everyone');
  const rows = await page.locator('[data-agent]').count();
  const connection = page.locator('[data-connection][data-provider="tel4vn"]');

  await server.fault('tel4vn', 'status-500');

  await expect(async () => {
    await page.reload();
    await expect(connection).toHaveAttribute('data-freshness', 'stale', { timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await expect(connection.locator('.cause')).toHaveText(/^Provider error/);
  expect(await page.locator('[data-agent][data-stale="true"]').count()).toBe(rows);
  await expect(page.locator('[data-connection][data-provider="vicidial"]')).toHaveAttribute('data-freshness', 'fresh');
});
