import { violations } from '../support/axe';
import { misfitsAtRest } from '../support/geometry';
import { THEMES, wear } from '../support/pages';
import { approve, newScreen } from '../support/screens';
import { Server } from '../support/server';
import { expect, signIn, test, waitForLive } from '../support/test';

const REASON = 'The contract ended in March.';

test('a company that is suspended is told why, on desks and walls, and comes back by itself', async ({ browser }) => {
  const server = await Server.start();
  const context = await browser.newContext({ baseURL: server.demo.url, locale: 'en-GB', viewport: { width: 1366, height: 768 } });
  const desk = await context.newPage();
  const { screen } = await newScreen(browser, server.demo.url);
  await signIn(desk, server, 'admin');
  await waitForLive(desk);
  await approve(desk, screen, 'Hall');
  await expect(screen.locator('.wall-tile').first()).toBeVisible();

  await server.command('tenant', 'suspend', 'demo', '--reason', REASON);

  await expect(screen.getByText(REASON)).toBeVisible({ timeout: 30_000 });
  await expect(screen.locator('.wall-tile')).toHaveCount(0);
  await expect
    .poll(async () => (await desk.request.get('/t/demo/board')).status(), { timeout: 30_000 })
    .toBe(403);
  // The board was told, and asks the server by itself what there is to see now.
  await expect(desk.getByRole('heading', { name: /is suspended/ })).toBeVisible({ timeout: 30_000 });
  await expect(desk.getByText(REASON)).toBeVisible();
  for (const page of [desk, screen]) {
    for (const theme of THEMES) {
      await wear(page, theme);
      expect(await violations(page)).toEqual([]);
      expect(await misfitsAtRest(page)).toEqual([]);
    }
  }

  await server.command('tenant', 'resume', 'demo');

  await expect(screen.locator('.wall-tile').first()).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(async () => (await desk.request.get('/t/demo/board')).status(), { timeout: 30_000 })
    .toBe(200);
  await desk.goto('/t/demo/board');
  await waitForLive(desk);
  await context.close();
  await screen.context().close();
  await server.end();
});
