import { EVERYONE, type Provider, documentsLoaded, expect, signIn, test, waitForLive } from '../support/test';

const CAN_READ_AGAIN: Record<Provider, boolean> = {
  tel4vn: false,
  convoso: true,
  alohub: false,
  vicidial: true,
  crocodial: true,
};

test('a name opens the agent beside the board, who is read again where the provider can', async ({ page, server }) => {
  await signIn(page, server);
  await waitForLive(page);
  const documents = documentsLoaded(page);

  for (const [provider, can] of Object.entries(CAN_READ_AGAIN)) {
    const connection = page.locator(`[data-connection][data-provider="${provider}"] a`);
    await connection.click();
    await expect(page.locator(`[data-agent]:not([data-provider="${provider}"])`)).toHaveCount(0);
    const name = page.locator(`[data-agent][data-provider="${provider}"] a.name`).first();
    const text = await name.innerText();
    await name.click();
    const panel = page.getByRole('complementary', { name: `Agent ${text}` });
    await expect(panel.getByRole('heading', { name: text })).toBeVisible();
    await expect(panel.locator('.reasons')).toBeVisible();
    const button = panel.getByRole('button', { name: 'Read again' });
    if (can) {
      const answered = page.waitForResponse((response) => response.url().includes('reread_agent'));
      await button.click();
      expect((await answered).status()).toBe(200);
      await expect(panel.getByRole('button', { name: 'Read again' })).toBeEnabled();
      await expect(panel.getByRole('alert')).toHaveCount(0);
    } else {
      await expect(button).toHaveCount(0);
      await expect(panel.locator('.reasons')).toContainText('has no request for one agent');
    }
    await panel.getByRole('link', { name: 'Close' }).click();
    await expect(page.locator('.side-panel')).toHaveCount(0);
    await connection.click();
  }

  expect(documents).toEqual([]);
});

test('the panel stands while its details take long to come', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(EVERYONE);
  await waitForLive(page);
  const named = page.locator('a.name', { hasText: /[a-z]/i });
  const tile = page.locator('[data-agent][data-provider="vicidial"]:not([data-state="logged_out"])').filter({ has: named }).first();
  const id = (await tile.getAttribute('data-external-id')) ?? '';
  const name = await tile.locator('a.name').innerText();
  await tile.locator('a.name').click();
  const panel = page.getByRole('complementary', { name: `Agent ${name}` });
  await expect(panel.locator('.now-time')).toHaveText(/\d:\d\d/);
  let asked = false;
  let arrive = () => {};
  const held = new Promise<void>((done) => (arrive = done));
  await page.route('**/api/agent_details*', async (route) => {
    asked = true;
    await held;
    await route.continue();
  });
  const state = (await tile.getAttribute('data-state')) === 'paused' ? 'available' : 'paused';

  await server.putAgent('vicidial', id, state);
  await expect.poll(() => asked, { timeout: 20_000 }).toBe(true);
  // Two more seconds tick meanwhile; the fixture looks for what the page complains of.
  const live = page.locator('[data-live-seq]');
  for (let frames = 0; frames < 2; frames += 1) {
    const before = (await live.getAttribute('data-live-seq')) ?? '';
    await expect(live).not.toHaveAttribute('data-live-seq', before, { timeout: 20_000 });
  }
  arrive();

  await expect(panel.locator('.now-word')).toHaveText(state === 'paused' ? /^Paused/ : /^Available/, { timeout: 20_000 });
});
