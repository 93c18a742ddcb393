import { expect, signIn, test } from '../support/test';

test('what is typed and sent before the page can hear is done once it can', async ({ page, server, problems }) => {
  problems.allow(/status of 4\d\d/);
  await signIn(page, server);
  let arrive = () => {};
  const held = new Promise<void>((done) => (arrive = done));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/t/demo/displays', { waitUntil: 'commit' });
  const form = page.locator('.display-form');
  await form.getByLabel('Code on the screen').fill('AAAA 2222');
  await form.getByLabel('Name').fill('North wall');
  await form.getByRole('button', { name: 'Pair a screen' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-waits', '');
  await expect(form).not.toContainText('This does not match');

  arrive();

  await expect(form).toContainText('This does not match');
  await expect(form.getByLabel('Code on the screen')).toHaveValue('AAAA 2222');
  await expect(form.getByLabel('Name')).toHaveValue('North wall');
  await expect(page).toHaveURL(/\/t\/demo\/displays$/);
  await expect(page.locator('html')).not.toHaveAttribute('data-waits');
});
