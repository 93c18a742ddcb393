import { PROVIDERS, expect, signIn, test, waitForLive } from '../support/test';

test('the server is killed and comes back, and the page heals by itself', async ({ page, server, problems }) => {
  await signIn(page, server);
  await waitForLive(page);
  const live = page.locator('[data-live-seq]');
  const rows = await page.locator('[data-agent]').count();

  await problems.whileServerIsDown(async () => {
    await server.kill();
    await expect(live).toHaveAttribute('data-live-state', /^(lost|connecting)$/, { timeout: 30_000 });
    expect(await page.locator('[data-agent]').count()).toBe(rows);
    await server.startAgain();
    await expect(live).toHaveAttribute('data-live-state', 'live', { timeout: 40_000 });
  });

  await waitForLive(page);
  for (const provider of PROVIDERS) {
    await expect(page.locator(`[data-agent][data-provider="${provider}"][data-stale="false"]`).first()).toBeVisible();
  }
});

const CAUSES = { 'status-500': /500|server error|unavailable/i, 'auth-revoked': /refused|key|credential|sign-?in|password/i };

for (const [fault, cause] of Object.entries(CAUSES)) {
  test(`a provider fails (${fault}): its rows turn stale, the cause is named, nobody is logged out`, { tag: '@fault' }, async ({ page, server }) => {
    test.setTimeout(120_000);
    await signIn(page, server);
    await waitForLive(page);
    const rows = page.locator('[data-agent][data-provider="tel4vn"]');
    const loggedOut = page.locator('[data-agent][data-provider="tel4vn"][data-state="logged_out"]');
    const connection = page.locator('[data-connection][data-provider="tel4vn"]');
    const [rowsBefore, loggedOutBefore] = [await rows.count(), await loggedOut.count()];

    await server.fault('tel4vn', fault);

    await expect(connection).toContainText(cause, { timeout: 30_000 });
    await expect(connection).toHaveAttribute('data-freshness', 'stale', { timeout: 60_000 });
    await expect(page.locator('[data-agent][data-provider="tel4vn"][data-stale="false"]')).toHaveCount(0);
    expect(await rows.count()).toBe(rowsBefore);
    expect(await loggedOut.count()).toBe(loggedOutBefore);
    await expect(page.locator('[data-agent][data-provider="alohub"][data-stale="false"]').first()).toBeVisible();
  });
}

test('a provider that recovers is fresh again without anybody doing anything', { tag: '@fault' }, async ({ page, server }) => {
  test.setTimeout(120_000);
  await signIn(page, server);
  await waitForLive(page);
  const connection = page.locator('[data-connection][data-provider="alohub"]');

  await server.fault('alohub', 'status-500');
  await expect(connection).not.toHaveAttribute('data-freshness', 'fresh', { timeout: 60_000 });
  await server.fault('alohub', 'none');

  await expect(connection).toHaveAttribute('data-freshness', 'fresh', { timeout: 60_000 });
});
