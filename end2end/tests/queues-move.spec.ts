import type { Locator, Page } from '@playwright/test';

import { Fresh } from '../support/fresh';
import { PASSWORD } from '../support/people';
import { Server } from '../support/server';
import { expect, test } from '../support/test';

const AGENTS = 420;
const KEY = 'sk_live_sim_alohub';
// Whatever is read or written is four hundred requests and more, though the allowance is wide here.
const LONG_MS = 120_000;
const NAME = 'Tổng đài';

test.describe.configure({ timeout: 600_000 });

/** Sets an installation up and connects it to the simulator's AloHub. */
async function setUp(page: Page, fresh: Fresh, simulator: string): Promise<void> {
  await page.goto(fresh.link);
  await page.getByLabel('Name of the company').fill('Sông Hàn');
  await page.getByLabel('Your name').fill('Lan Phạm');
  await page.getByLabel('Email').fill('lan@song-han.example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.waitForURL('**/t/song-han/board');
  await page.goto(`${fresh.url}/t/song-han/settings/connections`);
  await page.getByRole('link', { name: 'Connect a provider' }).first().click();
  await page.getByRole('link', { name: 'AloHub', exact: true }).last().click();
  await page.getByLabel('Name', { exact: true }).fill(NAME);
  await page.getByRole('textbox', { name: 'Address' }).fill(`${simulator}/alohub`);
  await page.locator('#setting-secret').fill(KEY);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('article.connection')).toHaveAttribute('data-health', 'ok', { timeout: LONG_MS });
}

/** Every agent's callin queues as the provider itself has them. */
async function floor(simulator: Server): Promise<Map<string, Set<string>>> {
  const answer = await fetch(new URL('/__sim/state', simulator.demo.simulator));
  const state = (await answer.json()) as {
    providers: { alohub: { agents: { external_id: string; callin: string[] }[] } };
  };
  return new Map(state.providers.alohub.agents.map((agent) => [agent.external_id, new Set(agent.callin)]));
}

/** The queue with the most agents, and one that few of them are in. */
function busiest(agents: Map<string, Set<string>>): { from: string; to: string } {
  const counts = new Map<string, number>();
  for (const queues of agents.values()) for (const queue of queues) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  const sorted = [...counts].sort((one, other) => other[1] - one[1]).map(([queue]) => queue);
  const [from, to] = [sorted.at(0), sorted.at(-1)];
  if (from === undefined || to === undefined || from === to) throw new Error('the simulated floor has one queue only');
  return { from, to };
}

/** Ticks the boxes of these queues in one list of the question. */
async function choose(dialog: Locator, list: string, queue: string): Promise<void> {
  await dialog.getByRole('group', { name: list }).locator('label', { hasText: queue }).getByRole('checkbox').check();
}

/** Confirms the plan at the side, by typing where it is dangerous, and returns how many agents it is sent for. */
async function apply(page: Page): Promise<number> {
  const panel = page.getByRole('complementary', { name: /^Change set/ });
  await expect(panel).toBeVisible({ timeout: LONG_MS });
  const button = panel.getByRole('button', { name: /^Apply to/ });
  const count = Number(/\d+/.exec(await button.innerText())?.[0]);
  const typed = panel.getByLabel(/^Type \d+/);
  if (await typed.isVisible()) await typed.fill(String(count));
  await button.click();
  await expect(panel).toBeHidden();
  return count;
}

/** The tray at the foot. */
function tray(page: Page): Locator {
  return page.locator('.job-tray');
}

/** How many agents of the running set have ended. */
async function done(page: Page): Promise<number> {
  return Number(await tray(page).locator('progress.job-bar').getAttribute('value'));
}

test('four hundred agents are moved, the rest cancelled, gone on with over a restart, and taken back', async ({
  page,
  problems,
}) => {
  // While the server is away nothing answers.
  problems.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const simulated = await Server.start(['--agents', String(AGENTS)]);
  await simulated.choose({ alohub: { tenant_limit: 1_000, route_limit: 1_000 } });
  const fresh = await Fresh.start(['--allow-private', '127.0.0.0/8']);
  try {
    await setUp(page, fresh, simulated.demo.simulator);
    const before = await floor(simulated);
    const { from, to } = busiest(before);
    const movers = [...before].filter(([, queues]) => queues.has(from)).map(([agent]) => agent);

    await page.goto(`${fresh.url}/t/song-han/queues?queue=${from}`);
    const table = page.getByRole('table', { name: 'Agents and the queues they are in' });
    await expect(table).toBeVisible({ timeout: LONG_MS });
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await page.getByRole('button', { name: 'Move…' }).click();
    const dialog = page.getByRole('dialog');
    await choose(dialog, 'Out of', from);
    await choose(dialog, 'Into', to);
    await dialog.getByRole('button', { name: 'Make a plan' }).click();
    const wanted = await apply(page);
    expect(wanted, 'whoever has no other queue can still be moved').toBe(movers.length);

    let second = new Set<string>();
    await test.step('the bar moves, and the rest is cancelled', async () => {
      await expect.poll(() => done(page), { timeout: LONG_MS }).toBeGreaterThan(20);
      await tray(page).getByRole('button', { name: 'Cancel the rest' }).click();
      await expect(tray(page).getByRole('heading')).toContainText('Cancelled by Lan Phạm', { timeout: LONG_MS });
      const now = await floor(simulated);
      const moved = movers.filter((agent) => !now.get(agent)?.has(from)).length;
      await expect(tray(page)).toContainText(`${moved} verified`);
      await expect(tray(page)).toContainText(`${movers.length - moved} cancelled`);
      second = new Set(movers.filter((agent) => now.get(agent)?.has(from)));
    });

    await test.step('what is left goes on, also when the server is killed in the middle', async () => {
      await tray(page).getByRole('button', { name: /^Retry \d+…/ }).click();
      await apply(page);
      await expect.poll(() => done(page), { timeout: LONG_MS }).toBeGreaterThan(20);
      await fresh.startAgain();
      await page.reload();
      await expect(tray(page)).toBeVisible({ timeout: LONG_MS });
      await expect(tray(page).getByRole('heading')).toContainText(/^Changed \d+ agents?$/, { timeout: 2 * LONG_MS });
    });
    const after = await floor(simulated);
    for (const [agent, queues] of before) {
      const wanted = new Set(queues);
      if (wanted.delete(from)) wanted.add(to);
      expect([...(after.get(agent) ?? [])].sort(), agent).toEqual([...wanted].sort());
    }

    await test.step('the second part is taken back, and the first stays', async () => {
      const stays = movers.filter((agent) => !second.has(agent));
      await tray(page).getByRole('button', { name: /^Undo \d+…/ }).click();
      expect(await apply(page)).toBe(second.size);
      await expect(tray(page).getByRole('heading')).toContainText(/^Changed \d+ agents?$/, { timeout: 2 * LONG_MS });
      const undone = await floor(simulated);
      for (const agent of second) expect(undone.get(agent), agent).toEqual(before.get(agent));
      for (const agent of stays) expect(undone.get(agent)?.has(from), agent).toBe(false);
    });
  } finally {
    await fresh.end(page);
    await simulated.end();
  }
});
