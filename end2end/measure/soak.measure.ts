import type { CDPSession, Page } from '@playwright/test';

import { expect, signIn } from '../support/test';
import { type Driven, fakeStream, snapshot } from './driven';
import { say, withAgents } from './figures';

const ROWS = 500;
const CHANGES = 50;
const LEAVERS = 20;
const UPDATES = Number(process.env.UPDATES ?? 1_000_000);
const SAMPLES = 20;
/** The page is as large as it will be once it has seen everything once. */
const WARM_UP = 5;
/** What noise may add between the first and the last third. */
const FLAT = 1.05;

/** What may not grow, however long a page stays open. */
interface Sample {
  'JS heap (KiB)': number;
  'wasm memory (KiB)': number;
  'DOM nodes': number;
  listeners: number;
}

/**
 * The board with 500 agents of whom 50 change at each tick, while one leaves and one comes back: a million updates as fast as
 * the page draws them. Goal: heap, wasm memory, nodes and listeners of the last third as of the first.
 */
withAgents(24)('soak', async ({ page, server }) => {
  await signIn(page, server);
  const first = await snapshot(page);
  await page.addInitScript(fakeStream, { first, rows: ROWS, changes: CHANGES, leavers: LEAVERS });
  await page.addInitScript(keepWasmMemory);
  await page.goto('/t/demo/board?show=everyone&by=state');
  await page.waitForFunction(() => 'driven' in globalThis, undefined, { timeout: 60_000 });
  await page.evaluate(() => (globalThis as unknown as { driven: Driven }).driven.begin());
  await page.waitForFunction((rows) => document.body.textContent?.includes(`${rows.toLocaleString('en-GB')} of`) ?? false, ROWS, { timeout: 60_000 });

  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const samples: Sample[] = [];
  const begun = Date.now();
  for (let sample = 0; sample < SAMPLES + WARM_UP; sample += 1) {
    await drive(page, Math.ceil(UPDATES / CHANGES / SAMPLES));
    samples.push(await measure(page, session));
  }
  const seconds = (Date.now() - begun) / 1000;

  const warm = samples.slice(WARM_UP);
  const third = Math.floor(warm.length / 3);
  const mean = (of: Sample[], name: keyof Sample) => of.reduce((sum, sample) => sum + sample[name], 0) / of.length;
  say(`updates       ${UPDATES} in ${seconds.toFixed(0)} s, ${ROWS} agents`);
  for (const name of ['JS heap (KiB)', 'wasm memory (KiB)', 'DOM nodes', 'listeners'] as const) {
    const [begin, end] = [mean(warm.slice(0, third), name), mean(warm.slice(-third), name)];
    say(`${name.padEnd(18)} ${begin.toFixed(0)} to ${end.toFixed(0)}, ratio ${(end / begin).toFixed(3)} (goal: at most ${FLAT})`);
    expect.soft(end / begin, `${name}: ${warm.map((sample) => sample[name].toFixed(0)).join(' ')}`).toBeLessThan(FLAT);
  }
});

/** Runs in the page before anything else: the memory of its program, which nothing else tells. */
function keepWasmMemory(): void {
  const kept = globalThis as unknown as { wasmMemory?: WebAssembly.Memory };
  const keep = (instance: WebAssembly.Instance) => {
    if (instance.exports.memory instanceof WebAssembly.Memory) kept.wasmMemory = instance.exports.memory;
  };
  const streaming = WebAssembly.instantiateStreaming.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const made = await streaming(source, imports);
    keep(made.instance);
    return made;
  };
}

/** So many ticks, each drawn before the next. */
async function drive(page: Page, ticks: number): Promise<void> {
  await page.evaluate(async (ticks) => {
    for (let tick = 0; tick < ticks; tick += 1) {
      (globalThis as unknown as { driven: Driven }).driven.tick();
      await new Promise((done) => requestAnimationFrame(done));
    }
  }, ticks);
}

async function measure(page: Page, session: CDPSession): Promise<Sample> {
  // Twice, because what the first round frees may hold what the second can.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const wasm = await page.evaluate(() => (globalThis as unknown as { wasmMemory?: WebAssembly.Memory }).wasmMemory?.buffer.byteLength ?? Number.NaN);
  return { 'JS heap (KiB)': of('JSHeapUsedSize') / 1024, 'wasm memory (KiB)': wasm / 1024, 'DOM nodes': of('Nodes'), listeners: of('JSEventListeners') };
}
