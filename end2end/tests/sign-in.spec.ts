import { expect, signIn, test, tryToSignIn } from '../support/test';

test('a supervisor signs in and lands on the board', async ({ page, server }) => {
  const { email, password } = server.account('supervisor');

  await tryToSignIn(page, email, password);

  await expect(page).toHaveURL(/\/t\/demo\/board/);
  await expect(page.getByRole('main')).toBeVisible();
});

test('a wrong password and an unknown person get the same answer', async ({ page, server, problems }) => {
  problems.allow(/status of (401|403|422|429)/);
  const { email } = server.account('supervisor');

  await tryToSignIn(page, email, 'not the right password');
  const wrong = await page.getByRole('alert').innerText();
  await tryToSignIn(page, 'nobody@example.com', 'not the right password');
  const unknown = await page.getByRole('alert').innerText();

  expect(wrong.trim()).not.toBe('');
  expect(unknown).toBe(wrong);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('the board sends a stranger to the sign-in page', async ({ page }) => {
  await page.goto('/t/demo/board');

  await expect(page).toHaveURL(/\/sign-in/);
});

test('another tenant looks the same as one that does not exist', async ({ page, server, problems }) => {
  problems.allow(/status of 404/);
  await signIn(page, server);

  const foreign = await page.goto('/t/demo-two/board');
  const foreignText = await page.locator('body').innerText();
  const missing = await page.goto('/t/no-such-tenant/board');
  const missingText = await page.locator('body').innerText();

  expect(foreign?.status()).toBe(404);
  expect(missing?.status()).toBe(404);
  expect(foreignText).toBe(missingText);
});

test('whoever signs out is a stranger again', async ({ page, server }) => {
  await signIn(page, server);

  await page.locator('summary.avatar').click();
  await page.locator('form[action="/sign-out"] button').click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/t/demo/board');

  await expect(page).toHaveURL(/\/sign-in/);
});
