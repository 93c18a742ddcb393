import { type Page, expect } from '@playwright/test';

import { Fresh } from './fresh';

export const PASSWORD = 'mot hai ba bon nam';

/** Sets an installation up through its link, with one mistake on the way; works without JavaScript. */
export async function setUpWithOneMistake(page: Page, fresh: Fresh): Promise<void> {
  await page.goto(fresh.link);
  await expect(page.getByRole('heading', { name: 'Set up Callboard' })).toBeVisible();
  await page.getByLabel('Name of the company').fill('Công ty Đất Việt');
  await page.getByLabel('Your name').fill('Lan Phạm');
  await page.getByLabel('Email').fill('lan@dat-viet.example');
  await page.getByLabel('Password', { exact: true }).fill('123456789012');
  await page.getByRole('button', { name: 'Set up' }).click();

  const password = page.getByLabel('Password', { exact: true });
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('among the first that anybody would guess')).toBeVisible();
  await expect(page.getByLabel('Name of the company')).toHaveValue('Công ty Đất Việt');
  await expect(page.getByLabel('Your name')).toHaveValue('Lan Phạm');
  await expect(password).toHaveValue('');

  await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.waitForURL('**/t/cong-ty-dat-viet/board**');
}

/** Changes the password on the account page, once with the wrong current one. */
export async function changePassword(page: Page, current: string, next: string): Promise<void> {
  const fill = async (typed: string) => {
    await page.getByLabel('Current password').fill(typed);
    await page.getByLabel('New password').fill(next);
    await page.getByRole('button', { name: 'Change password' }).click();
  };
  await fill('not the right password');
  await expect(page.getByText('This does not match.')).toBeVisible();
  await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  await fill(current);
  await expect(page.getByRole('status')).toContainText('Your password was changed.');
}
