import { expect, test, tryToSignIn } from '../support/test';

test('a supervisor signs in without JavaScript', async ({ page, server }) => {
  const { email, password } = server.account('supervisor');

  await tryToSignIn(page, email, password);

  await expect(page).toHaveURL(/\/t\/demo\/board/);
});

test('a wrong password and an unknown person get the same answer without JavaScript', async ({ page, server, problems }) => {
  problems.allow(/status of (401|403|422|429)/);
  const { email } = server.account('supervisor');

  await tryToSignIn(page, email, 'not the right password');
  const wrong = await page.getByRole('alert').innerText();
  await tryToSignIn(page, 'nobody@example.com', 'not the right password');
  const unknown = await page.getByRole('alert').innerText();

  expect(wrong.trim()).not.toBe('');
  expect(unknown).toBe(wrong);
});
