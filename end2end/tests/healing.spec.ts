import { violations } from '../support/axe';
import { EVERYONE, PROVIDERS, documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

test('the server is killed and comes back, and the page heals by itself', async ({ page, server, problems }) => {
  test.setTimeout(120_000);
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const documents = documentsLoaded(page);
  const live = page.locator('[data-live-seq]');
  const lost = page.locator('.link-banner[data-kind="lost"]');
  const rows = await page.locator('[data-agent]').count();

  await problems.whileServerIsDown(async () => {
    await server.kill();
    await expect(live).toHaveAttribute('data-live-state', 'lost', { timeout: 30_000 });
    await expect(lost).toBeVisible();
    expect(await page.locator('[data-agent]').count()).toBe(rows);
    expect(await violations(page)).toEqual([]);
    await server.startAgain();
    await expect(live).toHaveAttribute('data-live-state', 'live', { timeout: 40_000 });
  });

  await expect(lost).toHaveCount(0);
  await waitForLive(page);
  for (const provider of PROVIDERS) {
    await expect(page.locator(`[data-agent][data-provider="${provider}"][data-stale="false"]`).first()).toBeVisible({ timeout: 25_000 });
  }
  expect(documents).toEqual([]);
});

test('a provider fails and recovers: its rows turn stale, the cause is named, nobody is logged out, the others stay fresh', { tag: '@fault' }, async ({ page, server }) => {
  test.setTimeout(150_000);
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const rows = page.locator('[data-agent][data-provider="tel4vn"]');
  const connection = page.locator('[data-connection][data-provider="tel4vn"]');
  // Nobody moves by himself, so that whatever the board does to these agents it does because of the fault.
  const ids = await rows.evaluateAll((all) =>
    all.filter((row) => row.getAttribute('data-state') !== 'logged_out').map((row) => row.getAttribute('data-external-id') ?? ''),
  );
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) await server.putAgent('tel4vn', id, 'on-call');
  const talking = page.locator('[data-agent][data-provider="tel4vn"][data-state="on_call"]');
  await expect(talking).toHaveCount(ids.length, { timeout: 15_000 });
  const all = await rows.count();

  await server.fault('tel4vn', 'status-500');

  await expect(connection.locator('.cause')).toHaveText(/^Provider error/, { timeout: 20_000 });
  await expect(connection).toHaveAttribute('data-freshness', 'stale', { timeout: 40_000 });
  await expect(page.locator('[data-agent][data-provider="tel4vn"][data-stale="false"]')).toHaveCount(0);
  await expect(talking).toHaveCount(ids.length);
  await expect(rows).toHaveCount(all);
  await expect(talking.first().locator('.clock')).toHaveText(/\d\d:\d\d:\d\d.*last/);
  expect(await violations(page)).toEqual([]);
  for (const provider of PROVIDERS.filter((name) => name !== 'tel4vn')) {
    await expect(page.locator(`[data-connection][data-provider="${provider}"]`)).toHaveAttribute('data-freshness', 'fresh');
    await expect(page.locator(`[data-agent][data-provider="${provider}"][data-stale="true"]`)).toHaveCount(0);
  }

  await server.fault('tel4vn', 'none');

  await expect(connection).toHaveAttribute('data-freshness', 'fresh', { timeout: 60_000 });
  await expect(connection.locator('.cause')).toHaveText(/^Answering/);
  await expect(page.locator('[data-agent][data-provider="tel4vn"][data-stale="true"]')).toHaveCount(0);
  await expect(talking).toHaveCount(ids.length);
});

test('each kind of failure is named after the first failed poll', { tag: '@fault' }, async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);
  const cause = (provider: string) => page.locator(`[data-connection][data-provider="${provider}"] .cause`);

  await server.fault('tel4vn', 'auth-revoked');
  await server.fault('vicidial', 'garbage');
  await server.fault('crocodial', 'reset');
  await server.fault('convoso', 'rate-limited:300');

  await expect(cause('tel4vn')).toHaveText(/^Key refused, polling stopped/, { timeout: 20_000 });
  await expect(cause('vicidial')).toHaveText(/^Unreadable answer/, { timeout: 20_000 });
  await expect(cause('crocodial')).toHaveText(/^Cannot be reached/, { timeout: 20_000 });
  await expect(cause('convoso')).toHaveText(/^Rate limited until \d\d:\d\d:\d\d/, { timeout: 20_000 });
  await expect(cause('alohub')).toHaveText(/^Answering/);
});
