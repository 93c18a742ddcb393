import { expect, signIn, test } from '../support/test';

test('the audit log is filtered and turned without JavaScript', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  await page.request.get('/t/demo/settings/audit/export.csv');
  await page.goto('/t/demo/settings/audit');
  await page.getByLabel('What').selectOption('export_audit');
  await page.getByRole('button', { name: 'Apply' }).click();

  await expect(page).toHaveURL(/action=export_audit/);
  await expect(page.locator('.audit-table tbody tr').first()).toContainText('Export the audit log');
  await expect(page.getByLabel('What')).toHaveValue('export_audit');
});
