import type { Page } from '@playwright/test';

import { expect, signIn, test, waitForLive } from '../support/test';
import { violations } from '../support/axe';

const RULES = '/t/demo/rules';

async function openRules(page: Page): Promise<void> {
  // No stream is open here: once nothing is fetched any more, the script has taken the page over.
  await page.goto(RULES, { waitUntil: 'networkidle' });
  await expect(page.getByRole('heading', { level: 1, name: 'Rules' })).toBeVisible();
}

/** Fills the form for a rule that any logged-in agent meets, so that it fires at once. */
async function build(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const form = page.getByRole('region', { name: 'Add a rule' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('What it watches').selectOption('agent_count');
  for (const state of ['Available', 'On call', 'Wrap-up']) {
    await form.getByLabel(state, { exact: true }).check();
  }
  await form.getByLabel('Threshold').fill('1');
  await form.getByLabel('Has to last (seconds)').fill('0');
  await form.getByLabel('Clears after (seconds) of calm').fill('0');
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('a rule is built, tried, fires on the board, is acknowledged and cleared', async ({ page, server }) => {
      const name = `Anybody ${theme}`;
      await signIn(page, server, 'admin');
      await openRules(page);
      expect(await violations(page), 'list').toEqual([]);

      await build(page, name);
      await expect(page.locator('.rule-sentence')).toContainText('1 or more agents are');
      await page.getByRole('button', { name: 'Try it on the past' }).click();
      await expect(page.locator('.rule-result')).toContainText(/Would (not )?have fired|Nothing is kept/);
      expect(await violations(page), 'form').toEqual([]);
      await page.getByRole('button', { name: 'Save the rule' }).click();
      const row = page.getByRole('row', { name: new RegExp(name) });
      await expect(row).toContainText('Fires since', { timeout: 20_000 });
      const size = page.viewportSize();
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 'scrolls sideways').toBe(0);
      if (size !== null) await page.setViewportSize(size);

      await page.goto('/t/demo/board');
      await waitForLive(page);
      const alarm = page.locator('.alarm', { hasText: name });
      await expect(alarm).toContainText('Warning');
      await expect(alarm).toContainText('agents');
      await expect(page.getByRole('button', { name: 'Sound is off' })).toBeVisible();
      expect(await violations(page), 'board with an alarm').toEqual([]);
      await page.getByRole('button', { name: 'Sound is off' }).click();
      await expect(page.getByRole('button', { name: 'Sound is on' })).toHaveAttribute('aria-pressed', 'true');
      await alarm.getByRole('button', { name: /^Acknowledge/ }).click();
      await expect(alarm).toContainText('Acknowledged by');

      await openRules(page);
      await row.getByRole('button', { name: /^Delete/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await expect(row).toBeHidden();
      await page.goto('/t/demo/board');
      await waitForLive(page);
      await expect(page.locator('.alarm', { hasText: name })).toBeHidden();
    });
  });
}

test('a mistake stands at its field, and a webhook to a private place is refused', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  await signIn(page, server, 'admin');
  await openRules(page);
  await build(page, 'Mistaken');
  await page.getByLabel('Has to last (seconds)').fill('100000');
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await expect(page.locator('#field-hold-error')).toContainText('86400');

  await page.getByRole('button', { name: 'Cancel' }).click();
  const hooks = page.getByRole('region', { name: 'Webhooks' });
  await hooks.getByLabel('Name of the webhook').fill('Metadata');
  await hooks.getByLabel('Address').fill('https://169.254.169.254/latest');
  await hooks.getByRole('button', { name: 'Add a webhook' }).click();
  await expect(hooks.locator('#field-base_url-error')).not.toBeEmpty();
});

test('a supervisor sees the rules and has nothing to change them with', async ({ page, server }) => {
  await signIn(page, server, 'supervisor');
  await openRules(page);

  await expect(page.getByRole('button', { name: 'Add a rule' })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Webhooks' })).toHaveCount(0);
});
