import { test as base } from '../support/test';
import { Server } from '../support/server';

/** The project's test with a server of its own for so many agents at each provider. */
export function withAgents(agents: number): typeof base {
  return base.extend<object, { server: Server }>({
    server: [
      async ({}, use) => {
        const server = await Server.start(['--agents', String(agents)]);
        await use(server);
        await server.end();
      },
      { scope: 'worker', timeout: 90_000 },
    ],
  }) as typeof base;
}

/** The value below which the given share of all values lies. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One line of a result. */
export function say(line: string): void {
  process.stdout.write(`\n${line}\n`);
}

/** Median, 99th percentile and largest of some milliseconds. */
export function spread(values: number[]): string {
  const of = (share: number) => quantile(values, share).toFixed(1);
  return `p50 ${of(0.5)} ms, p99 ${of(0.99)} ms, most ${of(1)} ms of ${values.length}`;
}
