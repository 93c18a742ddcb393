import { Fresh } from '../support/fresh';
import { PASSWORD, changePassword, setUpWithOneMistake } from '../support/people';
import { violations } from '../support/axe';
import { expect, signIn, test } from '../support/test';

test('the first run ends on a board, and its link is over', async ({ page, problems }) => {
  problems.allow(/status of (404|422)/);
  const fresh = await Fresh.start();
  try {
    await page.goto(fresh.link);
    expect(await violations(page)).toEqual([]);
    await setUpWithOneMistake(page, fresh);

    const again = await page.goto(fresh.link);
    expect(again?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'This link is over' })).toBeVisible();

    await page.goto(new URL('/account', fresh.url).href);
    await changePassword(page, PASSWORD, 'sau bay tam chin muoi');
  } finally {
    await fresh.end(page);
  }
});

test('a person sees where they are signed in and ends the others', async ({ page, server, browser }) => {
  await signIn(page, server);
  const elsewhere = await browser.newContext({ baseURL: server.demo.url });
  await signIn(await elsewhere.newPage(), server);

  await page.goto('/account');
  const sessions = page.getByRole('table', { name: 'Sessions' });
  await expect(sessions.getByText('This browser')).toHaveCount(1);
  expect(await sessions.getByRole('row').count()).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'End all other sessions' }).click();

  await expect(page.getByRole('status')).toContainText('All other sessions have ended.');
  await expect(sessions.getByRole('row')).toHaveCount(2);
  const other = await elsewhere.newPage();
  await other.goto('/t/demo/board');
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

for (const [theme, lang] of [
  ['dark', 'en'],
  ['light', 'vi'],
] as const) {
  test(`the account page is accessible, ${theme} in ${lang}`, async ({ page, context, server }) => {
    await context.addCookies([
      { name: 'theme', value: theme, url: server.demo.url },
      { name: 'lang', value: lang, url: server.demo.url },
    ]);
    await signIn(page, server);
    await page.goto('/account');

    expect(await violations(page)).toEqual([]);
  });
}

test('whoever has forgotten the password is told whom to ask', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByText('Forgotten your password?').click();

  await expect(page.getByText('makes a link for you')).toBeVisible();
});
