import { Nginx } from '../support/nginx';
import { approve, newScreen } from '../support/screens';
import { expect, signIn, test } from '../support/test';

test('a screen without JavaScript that finds only the proxy shows the floor once the server is back', { tag: '@fault' }, async ({ page, browser, server, problems }) => {
  test.setTimeout(90_000);
  await signIn(page, server);
  const nginx = await Nginx.before(server.demo.url);
  const { screen } = await newScreen(browser, nginx.url, { javaScriptEnabled: false });
  await approve(page, screen, 'No script');
  await expect(screen.locator('.wall-tile').first()).toBeVisible();

  await problems.whileServerIsDown(async () => {
    await server.kill();
    expect((await screen.reload())?.status()).toBe(502);
    await expect(screen.getByRole('heading', { name: 'Callboard is away' })).toBeVisible();
    await server.startAgain();
  });

  await expect(screen.locator('.wall-tile').first()).toBeVisible({ timeout: 20_000 });
  await screen.context().close();
  await nginx.end();
});

test('a board without JavaScript is fetched again by the browser', async ({ page, server }) => {
  await signIn(page, server);

  await expect(page.locator('meta[http-equiv="refresh"]')).toHaveAttribute('content', '60');
});
