import { request } from 'node:http';

import { EVERYONE, PROVIDERS, signIn, waitForLive } from '../support/test';
import { quantile, say, spread, withAgents } from './figures';

const AGENTS_EACH = 200;
const OTHER_VIEWERS = 500;
const SECONDS = 180;

/**
 * From a provider's answer to the changed text in a page, with 1,000 agents and 500 other viewers.
 *
 * The simulator names one agent of each provider after the moment of every answer, so the page itself knows how old what it
 * shows is. Goal: p50 at most 20 ms, p99 at most 50 ms.
 */
withAgents(AGENTS_EACH)('latency', async ({ context, page, server }) => {
  await signIn(page, server);
  await page.goto(`${EVERYONE}&q=stamp`);
  await waitForLive(page);
  const state = (await (await fetch(new URL('/__sim/state', server.demo.simulator))).json()) as {
    providers: Record<string, { agents: { external_id: string; state: string }[] }>;
  };
  for (const provider of PROVIDERS) {
    const agent = state.providers[provider]?.agents.find((candidate) => candidate.state !== 'logged-out');
    if (agent !== undefined) await server.stampAgent(provider, agent.external_id);
  }
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  let frames = 0;
  const viewers = Array.from({ length: OTHER_VIEWERS }, () => {
    const viewer = request(new URL('/t/demo/events', server.demo.url), { headers: { cookie: cookies } });
    viewer.on('response', (answer) => answer.on('data', () => (frames += 1)));
    viewer.on('error', () => undefined);
    viewer.end();
    return viewer;
  });
  await page.waitForFunction(() => document.body.textContent?.includes('stamp 1') ?? false, undefined, { timeout: 60_000 });

  await page.evaluate(() => {
    const seen = new Set<string>();
    const ages: number[] = [];
    (globalThis as unknown as { ages: number[] }).ages = ages;
    const read = (text: string | null) => {
      for (const [, stamp] of (text ?? '').matchAll(/stamp (\d{13})/g)) {
        if (stamp === undefined || seen.has(stamp)) continue;
        seen.add(stamp);
        ages.push(Date.now() - Number(stamp));
      }
    };
    new MutationObserver((changes) => {
      for (const change of changes) read(change.target.textContent);
      // A row that comes into the list does so when the order is made anew, and not at once: only a text that changes counts.
    }).observe(document.body, { subtree: true, characterData: true });
  });
  await page.waitForTimeout(SECONDS * 1000);
  const ages = await page.evaluate(() => (globalThis as unknown as { ages: number[] }).ages);
  for (const viewer of viewers) viewer.destroy();

  say(`answer to page     ${spread(ages)} changes (goal: p50 20 ms, p99 50 ms)`);
  say(`ratio to the goal  p50 ${(quantile(ages, 0.5) / 20).toFixed(2)}, p99 ${(quantile(ages, 0.99) / 50).toFixed(2)} (goal: at most 1)`);
  say(`other viewers      ${OTHER_VIEWERS}, which heard ${frames} pieces meanwhile`);
});
