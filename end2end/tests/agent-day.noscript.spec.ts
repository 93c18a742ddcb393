import { expect, signIn, test } from '../support/test';

test('an agent’s day is read without JavaScript', async ({ page, server }) => {
  await signIn(page, server);
  await page.locator('[data-agent][data-provider="convoso"] a.name').first().click();
  await page.getByRole('link', { name: 'Open the day' }).click();

  await expect(page.locator('.strip.is-page [data-stretch]').first()).toBeAttached();
  await expect(page.getByRole('slider')).toHaveCount(0);
  await page.locator('.day-table summary').click();
  await expect(page.locator('.day-table tbody tr').first()).toBeVisible();
  await expect(page.getByRole('table', { name: 'Time per state' })).toBeVisible();
  await page.getByRole('link', { name: 'The day before' }).click();
  await expect(page).toHaveURL(/\?day=/);
  await page.getByRole('link', { name: 'Today' }).click();
  await expect(page.locator('.strip.is-page')).toBeVisible();
});
