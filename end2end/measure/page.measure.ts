import type { CDPSession, Page } from '@playwright/test';

import { expect, signIn } from '../support/test';
import { type Driven, fakeStream, snapshot } from './driven';
import { quantile, say, spread, withAgents } from './figures';
import { recorded, replay, told } from './replayed';

const ROWS = Number(process.env.ROWS ?? 10_000);
const CHANGES = 100;
const TICKS = Number(process.env.TICKS ?? 300);
const EVERY_MS = 100;
/** What marks a tick in a trace. */
const TICK = 'callboard-tick';
/** So many ticks are played again and again; whole seconds, so that clocks go on as they do. */
const RECORDED = 100;
/** A single run says as much of the machine's garbage collection as of a page, so each page runs so often. A page that is
 * not in front would let go of its stream, so one runs after the other. */
const ROUNDS = 3;

/** The part of the trace that a tick is made of. */
interface Task {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
}

/** How busy the main thread was. */
interface Round {
  /** Milliseconds in each tick. */
  ticks: number[];
  /** Tasks that took longer than a frame may. */
  long: number;
}

/**
 * The board with 10,000 agents of whom 100 change ten times a second, against a page without any framework that has the
 * same style sheet and markup, reads the same messages, and does to its document exactly what the board was seen to do:
 * the same texts, attributes and children in the same ticks. What is left is what it costs to know what to do.
 *
 * Goal: busy main thread of a tick p99 at most 8 ms, no frame over 50 ms, ratio at most 1.3. Of the rounds the median
 * counts.
 */
withAgents(24)('page', async ({ context, page, server }) => {
  await signIn(page, server);
  const first = await snapshot(page);
  await page.addInitScript(fakeStream, { first, rows: ROWS, changes: CHANGES, leavers: 0 });
  await page.goto('/t/demo/board?show=everyone&by=none&sort=name');
  await page.waitForFunction(() => 'driven' in globalThis, undefined, { timeout: 30_000 });
  await page.evaluate(() => (globalThis as unknown as { driven: Driven }).driven.begin());
  await page.waitForFunction((rows) => document.body.textContent?.includes(`${rows.toLocaleString('en-GB')} of`) ?? false, ROWS, { timeout: 60_000 });
  const ours = await measured(page);

  const recording = await recorded(page, RECORDED, EVERY_MS);
  say(told(recording));
  const sheets = await page.locator('link[rel="stylesheet"]').evaluateAll((all) => all.map((sheet) => sheet.outerHTML).join(''));
  const plain = await context.newPage();
  await plain.route('**/vanilla', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><meta charset="utf-8">${sheets}<body>` }));
  const faults: string[] = [];
  plain.on('pageerror', ({ message }) => faults.push(message));
  await plain.goto('/vanilla');
  await plain.evaluate(replay, { ...recording, rows: ROWS, changes: CHANGES });

  // The board would go on beside it, perhaps in the same thread.
  await page.close();
  const theirs = await measured(plain);
  expect(faults, 'the plain page does everything that was recorded').toEqual([]);
  const rounds = ours.map((round, index) => ({ ours: round, theirs: theirs[index] ?? { ticks: [], long: 0 } }));
  for (const { ours, theirs } of rounds) {
    say(`callboard  ${spread(ours.ticks)} ticks, ${ours.long} frames over 50 ms (goal: p99 8 ms, 0 frames)`);
    say(`vanilla    ${spread(theirs.ticks)} ticks, ${theirs.long} frames over 50 ms`);
  }
  const ratio = (share: number) =>
    quantile(rounds.map(({ ours, theirs }) => quantile(ours.ticks, share) / quantile(theirs.ticks, share)), 0.5).toFixed(2);
  say(`ratio      p50 ${ratio(0.5)}, p99 ${ratio(0.99)} (goal: at most 1.3)`);
});

/** All rounds of one page. */
async function measured(page: Page): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(page));
  return rounds;
}

/** How long the main thread was busy within each tick, and how many tasks took longer than a frame may. */
async function measure(page: Page): Promise<Round> {
  const session = await page.context().newCDPSession(page);
  await page.waitForTimeout(2000);
  const ending = traced(session);
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'blink.user_timing'] },
    transferMode: 'ReportEvents',
  });
  await page.evaluate(
    async ({ ticks, every, name }) => {
      const { driven } = globalThis as unknown as { driven: Driven };
      for (let tick = 0; tick < ticks; tick += 1) {
        performance.mark(name);
        driven.tick();
        await new Promise((done) => setTimeout(done, every));
      }
    },
    { ticks: TICKS, every: EVERY_MS, name: TICK },
  );
  await session.send('Tracing.end');
  const events = await ending;
  // There may be several pages: ours is the one that says that it ticks.
  const main = events.find(({ name }) => name === TICK);
  if (main === undefined) throw new Error('the trace has no tick');
  const tasks = events
    .filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && event.pid === main.pid && event.tid === main.tid && event.dur !== undefined)
    .sort((a, b) => a.ts - b.ts);
  // A tick lasts until the next one begins: a page that is busy begins it late, and what both have to do belongs to each.
  const begins = events.filter(({ name }) => name === TICK).map(({ ts }) => ts).sort((a, b) => a - b);
  const busy = begins.map(() => 0);
  let tick = 0;
  for (const task of tasks.filter(({ ts, dur }) => ts + (dur ?? 0) >= (begins[0] ?? Infinity))) {
    while ((begins[tick + 1] ?? Infinity) <= task.ts + (task.dur ?? 0)) tick += 1;
    busy[tick] = (busy[tick] ?? 0) + (task.dur ?? 0) / 1000;
  }
  expect(begins).toHaveLength(TICKS);
  return { ticks: busy, long: tasks.filter((task) => (task.dur ?? 0) > 50_000).length };
}

function traced(session: CDPSession): Promise<Task[]> {
  const events: Task[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as Task[])));
  return new Promise((done) => session.once('Tracing.tracingComplete', () => done(events)));
}
