import type { Locator } from '@playwright/test';

import { violations } from '../support/axe';
import { ANSWERS_WITHIN_MS, chooseAgentApi, openAgent } from '../support/panel';
import { EVERYONE, expect, signIn, test, waitForLive } from '../support/test';

// Several polls of providers that are asked every ten to fifteen seconds.
test.describe.configure({ timeout: 180_000 });

function outcome(panel: Locator): Locator {
  return panel.locator('.act-outcome');
}

/** Asks the question and answers it. */
async function logOut(panel: Locator): Promise<void> {
  await panel.getByRole('button', { name: 'Log out' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Log out' }).click();
  // It stays for the second click of a double click.
  await expect(dialog).toBeHidden();
}

test('a log-out names whom it concerns, shows on every board and is confirmed @fault', async ({ page, context, server }) => {
  await signIn(page, server);
  const [panel, id] = await openAgent(page, server, 'convoso', 'on_call');
  const name = await panel.getByRole('heading', { level: 2 }).innerText();
  const other = await context.newPage();
  await other.goto(EVERYONE);
  await waitForLive(other);
  await server.choose({ convoso: { logout_delay_ms: 5_000 } });

  await panel.getByRole('button', { name: 'Log out' }).click();
  const dialog = panel.getByRole('dialog');
  await expect(dialog).toContainText(`Log out ${name}?`);
  await expect(dialog).toContainText(/On call\s*\d+:\d\d/);
  await expect(dialog).toContainText('may cut the customer off');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(await server.writes('convoso')).toBe(0);

  await logOut(panel);
  const tile = other.locator(`[data-provider="convoso"][data-external-id="${id}"]`);
  await expect(tile.locator('.badge.is-pending')).toHaveText('Logging out');

  await expect(outcome(panel)).toContainText('Accepted, but Convoso', { timeout: ANSWERS_WITHIN_MS });
  await expect(tile).toHaveAttribute('data-state', 'logged_out', { timeout: 60_000 });
  await expect(tile.locator('.badge.is-pending')).toHaveCount(0);
  await expect(panel.locator('.last-actions')).toContainText('Log out an agent');
  expect(await server.writes('convoso')).toBe(1);
});

test('a log-out that is confirmed says so, and two quick clicks are one command @fault', async ({ page, server }) => {
  await signIn(page, server);
  const [panel] = await openAgent(page, server, 'convoso');

  await panel.getByRole('button', { name: 'Log out' }).click();
  await panel.getByRole('dialog').getByRole('button', { name: 'Log out' }).dblclick();

  await expect(outcome(panel)).toContainText('Confirmed: Convoso shows it.', { timeout: ANSWERS_WITHIN_MS });
  expect(await server.writes('convoso')).toBe(1);
});

test('a log-out that does not show is called accepted and stays on the board as under way @fault', async ({
  page,
  server,
}) => {
  await signIn(page, server);
  const [panel, id] = await openAgent(page, server, 'convoso');
  await server.choose({ convoso: { logout_delay_ms: 600_000 } });

  await logOut(panel);

  await expect(outcome(panel)).toContainText('Accepted, but Convoso does not show it yet.', {
    timeout: ANSWERS_WITHIN_MS,
  });
  const tile = page.locator(`[data-provider="convoso"][data-external-id="${id}"]`);
  await expect(tile.locator('.badge.is-pending')).toHaveText('Logging out');
  await expect(panel.locator('.panel-head .badge.is-pending')).toBeVisible();
});

test('who is out already was not logged out again @fault', async ({ page, server }) => {
  await signIn(page, server);
  const [panel, id] = await openAgent(page, server, 'convoso');
  await panel.getByRole('button', { name: 'Log out' }).click();
  await server.putAgent('convoso', id, 'logged-out');

  await panel.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();

  await expect(outcome(panel)).toContainText('Already out', { timeout: ANSWERS_WITHIN_MS });
  expect(await server.writes('convoso')).toBe(0);
});

test('a refused log-out says why, and a wait is counted down @fault', async ({ page, server }) => {
  await signIn(page, server);
  const [panel] = await openAgent(page, server, 'convoso');
  await server.choose({ convoso: { logout_6012_while_live: true } });

  await logOut(panel);
  await expect(outcome(panel)).toContainText(/Failed.*still shows them logged in.*6012/, { timeout: ANSWERS_WITHIN_MS });

  await server.fault('convoso', 'rate-limited:15');
  await logOut(panel);
  await expect(outcome(panel)).toContainText('Convoso asks to wait 15 s.', { timeout: ANSWERS_WITHIN_MS });
  await expect(panel.locator('.act-countdown')).toContainText(/\d+ s left/);
  await expect(outcome(panel)).toContainText('The wait is over.', { timeout: ANSWERS_WITHIN_MS });
  expect(await server.writes('convoso')).toBe(0);
});

test('a log-out without an answer is neither called done nor sent again @fault', async ({ page, server }) => {
  await signIn(page, server);
  const [panel] = await openAgent(page, server, 'convoso');
  await server.choose({ convoso: { logout_unanswered: true } });

  await logOut(panel);

  await expect(outcome(panel)).toContainText('Logging out…');
  await expect(panel.locator('button[aria-haspopup="dialog"]', { hasText: 'Log out' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(outcome(panel)).toContainText('It may or may not have happened', { timeout: ANSWERS_WITHIN_MS });
});

test('VICIdial agents are paused and resumed once an admin has switched it on', async ({ page, server }) => {
  await signIn(page, server);
  const [before] = await openAgent(page, server, 'vicidial');
  await expect(before.getByRole('button', { name: 'Pause' })).toHaveCount(0);
  await expect(before.locator('.reasons')).toContainText('An admin can switch it on in the settings of VICIdial.');
  await chooseAgentApi(page, server, 'Use the agent API');

  const [panel, id] = await openAgent(page, server, 'vicidial');
  const tile = page.locator(`[data-provider="vicidial"][data-external-id="${id}"]`);
  await panel.getByRole('button', { name: 'Pause' }).click();
  await panel.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await expect(outcome(panel)).toContainText('Accepted, but VICIdial does not show it yet.');
  await expect(tile).toHaveAttribute('data-state', 'paused', { timeout: ANSWERS_WITHIN_MS });
  await expect(tile.locator('.badge.is-pending')).toHaveCount(0);

  await panel.getByRole('button', { name: 'Resume' }).click();
  await panel.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
  await expect(tile).not.toHaveAttribute('data-state', 'paused', { timeout: ANSWERS_WITHIN_MS });

  await chooseAgentApi(page, server, 'Only look');
});

test('switching recording off asks for a reason, and a supervisor reads why the switch is not theirs', async ({
  browser,
  page,
  server,
}) => {
  await signIn(page, server, 'admin');
  const [panel] = await openAgent(page, server, 'alohub');
  await panel.getByRole('button', { name: 'Recording off' }).click();
  const dialog = panel.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Recording off' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Fill this in');
  const before = await server.writes('alohub');

  await dialog.getByLabel('Reason').fill('card numbers are read out');
  await dialog.getByRole('button', { name: 'Recording off' }).click();
  await expect(outcome(panel)).toContainText('reports nothing that could confirm it', { timeout: ANSWERS_WITHIN_MS });
  expect(await server.writes('alohub')).toBe(before + 1);
  await page.goto('/t/demo/settings/audit?action=set_recording');
  await expect(page.locator('.audit-table')).toContainText('card numbers are read out');

  const other = await browser.newContext({ baseURL: server.demo.url });
  const desk = await other.newPage();
  await signIn(desk, server, 'supervisor');
  const [theirs] = await openAgent(desk, server, 'alohub');
  await expect(theirs.locator('.reasons')).toContainText('Only an admin may do this.');
  await expect(theirs.locator('.reasons')).toContainText('AloHub cannot log an agent out.');
  await expect(theirs.getByRole('button', { name: /Recording/ })).toHaveCount(0);
  await other.close();
});

test('a callout queue is chosen among those that agents have', async ({ page, server }) => {
  await signIn(page, server, 'admin');
  const [panel] = await openAgent(page, server, 'alohub');

  await panel.getByRole('button', { name: 'Callout queue' }).click();
  const dialog = panel.getByRole('dialog');
  const option = dialog.locator('datalist option').first();
  await expect(option).toBeAttached({ timeout: ANSWERS_WITHIN_MS });
  const queue = (await option.getAttribute('value')) ?? '';
  await dialog.getByLabel('Queue number').fill(queue);
  await dialog.getByRole('button', { name: 'Callout queue' }).click();

  await expect(outcome(panel)).toContainText('Confirmed: AloHub shows it.', { timeout: ANSWERS_WITHIN_MS });
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the questions and the panel pass axe in the ${scheme} theme`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, server, 'admin');
    for (const [provider, button] of [
      ['alohub', 'Recording off'],
      ['alohub', 'Callout queue'],
      ['convoso', 'Log out'],
    ] as const) {
      const [panel] = await openAgent(page, server, provider);
      expect(await violations(page)).toEqual([]);
      await panel.getByRole('button', { name: button }).click();
      await expect(panel.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    }
  });
}
