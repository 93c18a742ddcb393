import { expect, signIn, test } from '../support/test';

test('the history is looked through without JavaScript', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto('/t/demo/history');
  await page.getByRole('link', { name: 'Connections' }).click();
  await expect(page).toHaveURL(/by=connection/);
  await expect(page.locator('.totals-table tbody tr').first()).toBeVisible();
  await expect(page.locator('.adding-up')).toHaveCount(0);

  const today = await page.getByLabel('Until').inputValue();
  await page.getByLabel('From').fill(today);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(new RegExp(`from=${today}`));
  await page.getByRole('region', { name: 'Half hours' }).getByText('Show as a table').click();
  await expect(page.locator('.heat-table')).toBeVisible();
});
