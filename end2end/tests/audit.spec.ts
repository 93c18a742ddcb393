import { violations } from '../support/axe';
import { expect, signIn, test, waitForLive } from '../support/test';

const LOG = '/t/demo/settings/audit';

test('a supervisor has one number shown whole, and the log says so without the number', async ({
  browser,
  page,
  server,
}) => {
  await signIn(page, server);
  // A call may end between the look and the click; then the next masked number is as good.
  await expect(async () => {
    await page.goto('/t/demo/board?show=on_call&by=none');
    await waitForLive(page);
    await page.locator('[data-agent]', { hasText: '•••' }).first().locator('a.name').click();
    await page.locator('.customer-number button').click({ timeout: 3_000 });
    await expect(page.locator('.customer-number [role="status"]')).toHaveText(/audit log/, { timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  const number = await page.locator('.customer-number .number').innerText();
  expect(number).not.toContain('•');

  const admin = await (await browser.newContext({ baseURL: server.demo.url })).newPage();
  await signIn(admin, server, 'admin');
  await admin.goto(LOG);
  await admin.getByLabel('What').selectOption('reveal_number');
  await admin.getByRole('button', { name: 'Apply' }).click();
  await expect(admin).toHaveURL(/action=reveal_number/);
  const line = admin.locator('.audit-table tbody tr').first();
  await expect(line).toContainText('Show a whole number');
  await expect(line).toContainText('Done');
  expect(await admin.content()).not.toContain(number);

  const download = admin.waitForEvent('download');
  await admin.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('audit-demo.csv');
  await admin.context().close();
});

for (const colorScheme of ['dark', 'light'] as const) {
  for (const [language, locale] of Object.entries({ en: 'en-GB', vi: 'vi-VN' })) {
    test.describe(`${colorScheme}, ${language}`, () => {
      test.use({ colorScheme, locale });

      test('the audit log can be used by everybody, with lines, without and with a filter that makes no sense', async ({
        page,
        server,
      }) => {
        await signIn(page, server, 'admin');
        await page.request.get(`${LOG}/export.csv`);
        await page.goto(LOG);
        await expect(page.locator('.audit-table tbody tr').first()).toBeVisible();
        expect(await violations(page), 'lines').toEqual([]);

        await page.goto(`${LOG}?text=nothing-is-called-this&from=yesterday`);
        await expect(page.locator('.empty-state')).toBeVisible();
        await expect(page.locator('.chip.is-invalid')).toContainText('from');
        expect(await violations(page), 'no line').toEqual([]);
      });
    });
  }
}

test('a supervisor is told that the audit log is not for them', async ({ page, server, problems }) => {
  problems.allow(/status of 403/);
  await signIn(page, server);
  const answer = await page.goto(LOG);
  expect(answer?.status()).toBe(403);
  await expect(page.locator('main.message-page')).toBeVisible();
});
