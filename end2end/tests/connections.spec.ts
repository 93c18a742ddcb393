import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { type Server } from '../support/server';
import { expect, signIn, test } from '../support/test';

const KEY = 'sim-tel4vn-token';

/** Opens the page as an admin. */
async function open(page: Page, server: Server, query = ''): Promise<void> {
  await signIn(page, server, 'admin');
  await page.goto(`/t/demo/settings/connections${query}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();
}

/** The page fetches its list anew once it is more than a picture. */
async function hydrated(page: Page): Promise<void> {
  await page.waitForResponse((answer) => answer.url().endsWith('/api/connections'));
}

function row(page: Page, name: string) {
  return page.locator('article.connection').filter({ has: page.getByRole('heading', { name, exact: true }) });
}

/** Adds a TEL4VN connection to the simulator through the form. */
async function add(page: Page, server: Server, name: string, secret: string): Promise<void> {
  await page.getByRole('link', { name: 'Connect a provider' }).first().click();
  await page.getByRole('link', { name: 'TEL4VN', exact: true }).last().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address').fill(`${server.demo.simulator}/tel4vn`);
  await page.locator('#setting-secret').fill(secret);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('complementary', { name: `Connection ${name}` })).toBeVisible();
}

async function remove(page: Page, name: string): Promise<void> {
  await row(page, name).getByRole('link', { name, exact: true }).click();
  const panel = page.getByRole('complementary', { name: `Connection ${name}` });
  await panel.locator('summary[aria-label="More"]').click();
  await panel.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(name);
  await dialog.getByRole('button', { name: 'Delete the connection' }).click();
  await expect(row(page, name)).toHaveCount(0);
}

test('a wrong key is named with its cause, and mended by another', async ({ page, server, problems }) => {
  // A second test within two seconds is told to wait.
  problems.allow(/status of 429/);
  await open(page, server);

  await add(page, server, 'Hà Nội', 'a wrong key');
  await expect(row(page, 'Hà Nội')).toHaveAttribute('data-health', 'auth_failed', { timeout: 20_000 });
  await expect(row(page, 'Hà Nội')).toContainText('Key refused');
  await expect(row(page, 'Hà Nội')).toContainText('Polling stopped, so the account is not locked.');
  await page.locator('#new-secret').fill('another wrong key');
  await page.getByRole('button', { name: 'Test and save' }).click();
  await expect(page.getByText('The provider refused the new one.')).toBeVisible({ timeout: 20_000 });
  await expect(async () => {
    await page.locator('#new-secret').fill(KEY);
    await page.getByRole('button', { name: 'Test and save' }).click();
    await expect(page.getByText('The new one is saved and in use.')).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 20_000 });

  await expect(row(page, 'Hà Nội')).toHaveAttribute('data-health', 'ok', { timeout: 20_000 });
  await remove(page, 'Hà Nội');
});

test('a form names the fields that are wrong and keeps what was typed', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await open(page, server, '?open=new-vicidial');
  await hydrated(page);

  await page.getByLabel('Name', { exact: true }).fill('Đà Nẵng');
  await page.getByLabel('Address').fill('dialer');
  await page.getByRole('button', { name: 'Save' }).click();

  await expect(page.getByRole('alert')).toContainText('Nothing was saved');
  await expect(page.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#setting-secret')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Đà Nẵng');
});

test('what is typed stays while the list beside it is fetched anew', async ({ page, server }) => {
  await open(page, server);
  await row(page, 'TEL4VN').getByRole('link', { name: 'TEL4VN', exact: true }).click();
  const input = page.locator('#new-secret');
  await input.fill('half a ke');

  await hydrated(page);
  await hydrated(page);

  await expect(input).toHaveValue('half a ke');
  await expect(input).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/settings\/connections$/);
  await expect(page.locator('.side-panel')).toHaveCount(0);
});

test('a connection is paused, is switched off on the board, and goes on', async ({ page, server }) => {
  await open(page, server);
  await row(page, 'Convoso').getByRole('link', { name: 'Convoso', exact: true }).click();
  const panel = page.getByRole('complementary', { name: 'Connection Convoso' });

  await hydrated(page);
  await panel.locator('summary[aria-label="More"]').click();
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(row(page, 'Convoso')).toHaveAttribute('data-health', 'disabled');
  await page.goto('/t/demo/board');
  await expect(page.locator('.connection-strip [data-provider="convoso"]')).toContainText('Switched off');
  await page.goto('/t/demo/settings/connections');
  await hydrated(page);
  await row(page, 'Convoso').getByRole('button', { name: 'Resume' }).click();

  await expect(row(page, 'Convoso')).toHaveAttribute('data-health', 'ok', { timeout: 20_000 });
});

test('a test says line by line what works', async ({ page, server }) => {
  await open(page, server);
  await expect(row(page, 'AloHub')).toHaveAttribute('data-health', /ok|degraded/, { timeout: 30_000 });
  await hydrated(page);

  await row(page, 'AloHub').getByRole('link', { name: 'AloHub', exact: true }).click();
  const panel = page.getByRole('complementary', { name: 'Connection AloHub' });
  await panel.getByRole('button', { name: 'Test', exact: true }).click();

  await expect(panel.locator('[data-step="agents"][data-result="good"]')).toBeVisible({ timeout: 20_000 });
  await expect(panel.getByText(/by Minh Tran/)).toBeVisible();
});

test('a roster pasted from a spreadsheet says which lines it cannot use', async ({ page, server }) => {
  await open(page, server, '?open=new-crocodial');
  await hydrated(page);

  await page.locator('#setting-agents').fill('User,Full name\nlan,Lan Pham\nlan,again\n,nobody\nminh,Minh Tran');

  await expect(page.getByText('2 agents in the list')).toBeVisible();
  await expect(page.getByText('Line 3: already on line 2, left out.')).toBeVisible();
  await expect(page.getByText('Line 4: the first column is empty, left out.')).toBeVisible();
});

for (const theme of ['dark', 'light']) {
  test(`axe finds nothing in the list, a panel, the vendors and a form, ${theme}`, async ({ page, server, context }) => {
    await context.addCookies([{ name: 'theme', value: theme, url: server.demo.url }]);
    await open(page, server);
    const id = await row(page, 'VICIdial').getAttribute('data-connection');

    for (const query of ['', `?open=${id}`, `?open=${id}&edit=1`, '?open=new', '?open=new-alohub']) {
      await page.goto(`/t/demo/settings/connections${query}`);
      if (query.includes('edit') || query.includes('new-')) await expect(page.locator('#setting-name')).toBeVisible();
      expect(await violations(page), query).toEqual([]);
    }
  });
}

test('the page reads in Vietnamese', async ({ page, server, context }) => {
  await context.addCookies([{ name: 'lang', value: 'vi', url: server.demo.url }]);
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/settings/connections');

  await expect(page.getByRole('link', { name: 'Kết nối nhà cung cấp' })).toBeVisible();
  await expect(page.getByText('60 lần hỏi, mới nhất bên phải')).toBeVisible();
});
