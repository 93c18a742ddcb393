import { readFile } from 'node:fs/promises';

import type { Download, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { expect, signIn, test } from '../support/test';
import { firstSheet } from '../support/xlsx';

const HISTORY = '/t/demo/history';

async function exported(page: Page, name: string): Promise<Download> {
  await page.locator('summary', { hasText: 'Export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name }).click();
  return download;
}

test('a supervisor looks at a week by group, orders it and finds every figure in a table', async ({ page, server }) => {
  await signIn(page, server);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  await page.getByRole('link', { name: 'Last 7 days' }).click();
  await expect(page.locator('.day-bars li')).toHaveCount(1 + 7);
  await page.getByRole('link', { name: 'Groups' }).click();
  await expect(page.getByRole('region', { name: 'Groups' })).toBeVisible();
  await expect(page).toHaveURL(/days=week.*by=group/);

  const head = page.locator('.totals-table thead').getByRole('link', { name: 'Logged in' });
  await head.click();
  await expect(page.locator('.totals-table th[aria-sort="descending"]')).toContainText('Logged in');
  const hours = (await page.locator('.totals-table tbody td:nth-child(2)').allInnerTexts()).map((text) =>
    text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
  );
  expect(hours.length).toBeGreaterThan(1);
  expect(hours).toEqual([...hours].sort((a, b) => b - a));

  for (const part of ['Time per day', 'Half hours']) {
    const section = page.getByRole('region', { name: part });
    await section.getByText('Show as a table').click();
    await expect(section.getByRole('table')).toBeVisible();
    expect(await section.getByRole('img').first().getAttribute('aria-label')).not.toBe('');
  }
  await page.getByRole('region', { name: 'Half hours' }).getByRole('link', { name: 'Logged in' }).click();
  await expect(page).toHaveURL(/heat=logged_in/);
});

test('a week is taken out as CSV and as XLSX, with the rows of the page', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(`${HISTORY}?days=week&by=connection`);
  const rows = await page.locator('.totals-table tbody tr').count();
  expect(rows).toBeGreaterThan(1);

  const csv = await readFile(await (await exported(page, 'These totals as CSV')).path(), 'utf8');
  expect(csv.startsWith('\uFEFFconnection,agents,logged_in_s,available_s,')).toBe(true);
  expect(csv.trim().split('\n')).toHaveLength(1 + rows);

  await page.goto(`${HISTORY}?days=week&by=connection`);
  const sheet = firstSheet(await readFile(await (await exported(page, 'These totals as XLSX')).path()));
  expect(sheet).toHaveLength(1 + rows);
  expect(sheet[0]!.map((cell) => cell.text).slice(0, 3)).toEqual(['connection', 'agents', 'logged_in']);
  expect(sheet[1]!.map((cell) => cell.kind).slice(0, 3)).toEqual(['inlineStr', 'number', 'number']);
  expect(Number(sheet[1]![2]!.text)).toBeGreaterThan(0);

  await page.goto(`${HISTORY}?days=week`);
  const events = firstSheet(await readFile(await (await exported(page, 'Every change of state as XLSX')).path()));
  expect(events.length).toBeGreaterThan(10);
  expect(events[0]!.map((cell) => cell.text)).toContain('gap_before');
  expect(events.flat().filter((cell) => cell.text.startsWith('='))).toEqual([]);
});

test('days before anything was kept say so, and an address that makes no sense is named', async ({ page, server }) => {
  await signIn(page, server);
  await page.goto(`${HISTORY}?from=2020-02-01&until=2020-02-03&by=shoe`);

  await expect(page.locator('.empty-state')).toContainText('Nothing is kept of these days yet');
  await expect(page.locator('.chip.is-invalid')).toContainText('by');
  await expect(page.getByLabel('From')).toHaveValue('2020-02-01');
});

test('an admin says for how long it is kept, and what cannot be is named', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/settings/history');
  const days = page.getByLabel('Days');
  await days.fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.field-error')).not.toBeEmpty();
  await days.fill('60');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('60 days');
  await page.reload();
  await expect(days).toHaveValue('60');
});

for (const colorScheme of ['dark', 'light'] as const) {
  for (const [language, locale] of Object.entries({ en: 'en-GB', vi: 'vi-VN' })) {
    test.describe(`${colorScheme}, ${language}`, () => {
      test.use({ colorScheme, locale });

      test('the history can be used by everybody', async ({ page, server }) => {
        await signIn(page, server, 'admin');
        for (const query of ['', '?days=week&by=group&heat=logged_in', '?from=2020-02-01']) {
          await page.goto(HISTORY + query);
          for (const summary of await page.locator('.as-table > summary').all()) await summary.click();
          expect(await violations(page), query).toEqual([]);
        }
        await page.goto('/t/demo/settings/history');
        expect(await violations(page), 'how long').toEqual([]);
      });
    });
  }
}
