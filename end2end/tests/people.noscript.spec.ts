import { Fresh } from '../support/fresh';
import { PASSWORD, changePassword, setUpWithOneMistake } from '../support/people';
import { expect, test } from '../support/test';

test('an installation is set up and a password changed without JavaScript', async ({ page, problems }) => {
  problems.allow(/status of (404|422)/);
  const fresh = await Fresh.start();
  try {
    await page.goto(fresh.url);
    await expect(page.getByRole('heading', { name: 'Callboard is not set up yet' })).toBeVisible();

    await setUpWithOneMistake(page, fresh);
    await page.goto(new URL('/account', fresh.url).href);
    await changePassword(page, PASSWORD, 'sau bay tam chin muoi');
    await page.goto(fresh.link);

    await expect(page.getByRole('heading', { name: 'This link is over' })).toBeVisible();
  } finally {
    await fresh.end(page);
  }
});
