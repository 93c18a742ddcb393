import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/axe';
import type { Server } from '../support/server';
import { expect, signIn, test } from '../support/test';

const RECORDING = '/t/demo/recording';
const READ_WITHIN_MS = 60_000;

// A reading of the whole account and a job that writes to a whole team.
test.describe.configure({ timeout: 240_000 });

/** Opens the page and waits for the first reading. */
async function openRecording(page: Page, server: Server): Promise<Locator> {
  await signIn(page, server, 'admin');
  await page.goto(RECORDING);
  const table = page.getByRole('table', { name: 'Agents and recording as last set here' });
  await expect(table).toBeVisible({ timeout: READ_WITHIN_MS });
  return table;
}

/** Shows the agents of the first callin queue only, and ticks them all. Answers how many they are. */
async function tickTeam(page: Page, table: Locator): Promise<number> {
  const queue = page.getByLabel('In queue');
  await queue.selectOption({ index: 1 });
  await expect(page).toHaveURL(/[?&]queue=/);
  await table.getByRole('checkbox', { name: 'Select all shown' }).check();
  const chip = page.getByRole('group', { name: 'Selection' }).locator('.chip');
  return Number.parseInt(await chip.innerText(), 10);
}

function planPanel(page: Page): Locator {
  return page.getByRole('complementary', { name: /^Change set/ });
}

function job(page: Page): Locator {
  return page.getByRole('region', { name: /agents?$/ }).filter({ has: page.locator('.job-head') });
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('the page says that nothing here is the provider’s word, and filters stand in the address', async ({ page, server }) => {
      const table = await openRecording(page, server);

      await expect(page.getByText('cannot be asked how recording stands')).toBeVisible();
      await expect(table.locator('.recording-state[data-state="unknown"]').first()).toContainText('Unknown');
      expect(await violations(page), 'agents').toEqual([]);
      // Another file may have switched somebody on; nobody has waited for a day.
      await page.locator('label.chip', { hasText: 'Recording' }).locator('select').selectOption('unverified');
      await expect(page).toHaveURL(/[?&]state=unverified/);
      await expect(page.getByRole('heading', { name: 'Nobody to show' })).toBeVisible();
      await page.getByRole('button', { name: 'Clear filters' }).first().click();
      await page.getByRole('button', { name: /^Policy/ }).click();
      await expect(page.getByRole('heading', { name: 'Who should be recorded' })).toBeVisible();
      await expect(page.getByText('There is no policy')).toBeVisible();
      expect(await violations(page), 'policy').toEqual([]);
    });
  });
}

test('a team is not recorded any more, with a reason, row by row, and that is taken back @fault', async ({ page, server }) => {
  const table = await openRecording(page, server);
  const team = await tickTeam(page, table);
  expect(team).toBeGreaterThan(1);

  // On first: what was never set here cannot be taken back.
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(planPanel(page)).toContainText(`${team} ready`, { timeout: READ_WITHIN_MS });
  await planPanel(page).getByRole('button', { name: `Apply to ${team} agents` }).click();
  await expect(job(page)).toContainText(`${team} of ${team}`, { timeout: READ_WITHIN_MS });
  await expect(table.locator('.recording-state[data-state="on"]').first()).toBeVisible({ timeout: READ_WITHIN_MS });

  await page.getByRole('button', { name: 'Do not record…' }).click();
  const dialog = page.getByRole('dialog', { name: `Do not record ${team} agents?` });
  await dialog.getByRole('button', { name: 'Make a plan' }).click();
  await expect(dialog.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('alert').first()).not.toBeEmpty();
  expect(await violations(page), 'question').toEqual([]);
  await dialog.getByLabel('Reason').fill('Khách hàng yêu cầu');
  await dialog.getByRole('button', { name: 'Make a plan' }).click();

  await expect(planPanel(page)).toContainText('Reason: Khách hàng yêu cầu', { timeout: READ_WITHIN_MS });
  await expect(planPanel(page)).toContainText('would not be recorded any more');
  expect(await violations(page), 'plan').toEqual([]);
  const apply = planPanel(page).getByRole('button', { name: `Apply to ${team} agents` });
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await planPanel(page).getByRole('textbox').fill(String(team));
  await apply.click();
  await expect(job(page).getByRole('progressbar')).toBeVisible();
  await expect(job(page)).toContainText('Reason: Khách hàng yêu cầu');
  await expect(job(page)).toContainText(`${team} of ${team}`, { timeout: READ_WITHIN_MS });
  await expect(job(page).locator('tr[data-state="accepted_unverifiable"]')).toHaveCount(team);
  await expect(table.locator('.recording-state[data-state="off"]').first()).toBeVisible({ timeout: READ_WITHIN_MS });
  expect(await violations(page), 'job').toEqual([]);

  await job(page).getByRole('button', { name: `Undo ${team}…` }).click();
  await expect(planPanel(page)).toContainText('Takes an earlier set back.', { timeout: READ_WITHIN_MS });
  await planPanel(page).getByRole('button', { name: `Apply to ${team} agents` }).click();
  await expect(table.locator('.recording-state[data-state="off"]')).toHaveCount(0, { timeout: READ_WITHIN_MS });
  await expect(table.locator('.recording-state[data-state="on"]').first()).toBeVisible();
});

test('a switch that is not enabled at the provider says so, and the connection is well @fault', async ({ page, server }) => {
  const table = await openRecording(page, server);
  await server.choose({ alohub: { recording_migration_missing: true } });

  await table.locator('.recording-switch button').first().click();
  await expect(planPanel(page)).toContainText('1 ready', { timeout: READ_WITHIN_MS });
  await planPanel(page).getByRole('button', { name: 'Apply to 1 agent' }).click();

  await expect(job(page).locator('tr[data-state="refused"]')).toContainText('has not enabled this', { timeout: READ_WITHIN_MS });
  await expect(page.getByText('has not enabled the recording switch for this system')).toBeVisible();
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByText(/^\d+ agents read \d\d:\d\d:\d\d$/)).toBeVisible({ timeout: READ_WITHIN_MS });
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
});

test('a policy names whom it misses, and the plan is made from them @fault', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  await page.goto(`${RECORDING}?part=policy`);
  await expect(page.locator('.recording-exceptions select').first()).toBeVisible({ timeout: READ_WITHIN_MS });
  const policy = page.getByRole('form', { name: 'Who should be recorded' });
  await policy.getByLabel('Everybody is recorded').check();
  await policy.locator('.recording-exceptions select').first().selectOption('off');
  await policy.getByRole('button', { name: 'Save policy' }).click();

  await expect(policy.getByRole('status')).toContainText('The policy is saved.');
  const gaps = page.getByRole('region', { name: /^\d+ differences?$/ }).first();
  await expect(gaps).toContainText('Never set here');
  await expect(gaps).toContainText('By the rule');
  expect(await violations(page), 'differences').toEqual([]);
  await gaps.getByRole('button', { name: 'Plan what is missing' }).click();
  const dialog = page.getByRole('dialog', { name: /^Do not record/ });
  await dialog.getByLabel('Reason').fill('Quy định mới');
  await dialog.getByRole('button', { name: 'Make a plan' }).click();
  await expect(planPanel(page)).toContainText('Reason: Quy định mới', { timeout: READ_WITHIN_MS });
  await page.reload();
  await expect(policy.getByLabel('Everybody is recorded')).toBeChecked({ timeout: READ_WITHIN_MS });
  await expect(policy).toContainText('Last changed by');
});
