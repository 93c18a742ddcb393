import type { Browser, Page } from '@playwright/test';

import { Fresh } from '../support/fresh';
import { setUpWithOneMistake } from '../support/people';
import { newScreen } from '../support/screens';
import { expect, test } from '../support/test';

const COMPANY = '/t/cong-ty-dat-viet/settings/company';
/** Nothing is connected here, so a wall shows nobody; it has a clock all the same. */
const CLOCK = '.wall-zone';

/** A screen that hangs in the company whose admin is at `desk`. */
async function paired(browser: Browser, desk: Page, url: string) {
  const wall = await newScreen(browser, url);
  await wall.screen.goto('/wall');
  const code = (await wall.screen.locator('.pairing-code').innerText()).replace(/\s/g, '');
  await desk.goto(`${url}/pair`, { waitUntil: 'networkidle' });
  const form = desk.locator('.display-form');
  await form.locator('input[name="code"]').fill(code);
  await form.locator('input[name="name"]').fill('Hall');
  await form.locator('button[type="submit"]').click();
  await expect(wall.screen.locator(CLOCK)).toBeVisible({ timeout: 10_000 });
  return wall;
}

test('a company has its language and zone, a person their own, by keyboard alone', async ({ browser, page, problems }) => {
  problems.allow(/status of (404|422)/);
  const fresh = await Fresh.start();
  try {
    await setUpWithOneMistake(page, fresh);
    const { screen } = await paired(browser, page, fresh.url);

    await page.goto(fresh.url + COMPANY, { waitUntil: 'networkidle' });
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.fill('Mars/Olympus');
    await zone.press('Enter');
    await expect(page.locator('.field-error')).toContainText('Choose a time zone');
    await expect(zone).toHaveValue('Mars/Olympus');
    await page.getByLabel('Language').selectOption('Tiếng Việt');
    await zone.fill('Asia/Tokyo');
    await zone.press('Enter');
    await expect(page.getByRole('status')).toContainText('Saved');

    await screen.reload();
    await expect(screen.locator('html')).toHaveAttribute('lang', 'vi');
    await expect(screen.locator(CLOCK)).toHaveText('UTC+9');
    // The browser of whoever set it asks for English, and has chosen nothing.
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');

    await page.goto(`${fresh.url}/account`);
    await expect(page.getByText('as your company has it, Asia/Tokyo')).toBeVisible();
    await page.getByLabel('Language').selectOption('Tiếng Việt');
    await page.getByRole('combobox', { name: 'Time zone' }).fill('America/New_York');
    await page.getByRole('button', { name: 'Save language and time zone' }).click();

    await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
    await expect(page.getByRole('status')).toContainText('Đã đổi ngôn ngữ và múi giờ');
    await expect(page.getByRole('combobox', { name: 'Múi giờ' })).toHaveValue('America/New_York');
    // What is chosen in a menu is the same choice, and it comes back with the person.
    await page.goto(`${fresh.url}/t/cong-ty-dat-viet/board`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
    await screen.context().close();
  } finally {
    await fresh.end(page);
  }
});
