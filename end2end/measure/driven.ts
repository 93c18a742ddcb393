import type { Page } from '@playwright/test';

/** What a page has for a stream, driven by this program instead of a server. */
export interface Driven {
  begin(): void;
  tick(): void;
}

/** One whole board as the server sends it. */
export async function snapshot(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((done) => {
        const source = new EventSource('/t/demo/events');
        source.addEventListener('snapshot', (event) => {
          source.close();
          done((event as MessageEvent<string>).data);
        });
      }),
  );
}

/** A floor of so many rows of which so many change at each tick; of the last ones one leaves and one comes back. */
export interface Floor {
  first: string;
  rows: number;
  changes: number;
  leavers: number;
}

/** Runs in the page before anything else: an EventSource that this program drives. */
export function fakeStream({ first, rows, changes, leavers }: Floor): void {
  interface Board {
    epoch: number;
    seq: number;
    now: number;
    rows: Record<string, Record<string, unknown>>;
    connections: Record<string, unknown>;
  }
  const board = JSON.parse(first) as Board;
  const taken = board.now;
  /** The same, with all its moments so much later. */
  const later = (value: unknown, byMs: number): unknown => {
    if (typeof value === 'number') return value > 1e12 ? value + byMs : value;
    if (Array.isArray(value)) return value.map((part) => later(part, byMs));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, later(part, byMs)]));
  };
  const patterns = Object.values(board.rows);
  board.rows = Object.fromEntries(
    Array.from({ length: rows }, (_, index) => [
      String(index),
      { ...patterns[index % patterns.length], x: `a${index}`, n: `Agent ${String(index).padStart(5, '0')}` },
    ]),
  );
  const states = ['Available', 'OnCall', 'WrapUp', 'Paused', 'Ringing'];
  let away: number | undefined;
  class Fake extends EventTarget {
    readonly driven: Driven = {
      begin: () => {
        board.now = Date.now();
        this.send('snapshot', board);
      },
      tick: () => {
        const prev = board.seq;
        board.seq += 1;
        const change = Array.from({ length: changes }, (_, index) => {
          // Every tenth change is among the rows in sight.
          const row = index % 10 === 0 ? (board.seq * 3 + index / 10) % 20 : (board.seq * 7919 + index * 104_729) % (rows - leavers);
          return [row, { s: states[(board.seq + index) % states.length], t: Math.floor(Date.now() / 1000) }];
        });
        const nth = (seq: number) => rows - leavers + (seq % leavers);
        const back = away === undefined ? [] : [[away, board.rows[String(away)]]];
        away = leavers === 0 ? undefined : nth(board.seq);
        const r = { p: back, c: change, g: away === undefined ? [] : [away] };
        // A floor whose rows change is one whose providers answer: the next of them every eight ticks.
        const names = Object.keys(board.connections);
        const answered = board.seq % 8 === 0 ? [names[(board.seq / 8) % names.length]!] : [];
        const n = { p: answered.map((name) => [Number(name), later(board.connections[name], Date.now() - taken)]) };
        this.send('delta', { at: { e: board.epoch, q: board.seq }, v: prev, now: Date.now(), r, n });
      },
    };
    constructor() {
      super();
      setTimeout(() => this.dispatchEvent(new Event('open')), 0);
      (globalThis as unknown as { driven: Driven }).driven = this.driven;
    }
    close(): void {}
    private send(kind: string, value: unknown): void {
      this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(value) }));
    }
  }
  (globalThis as unknown as { EventSource: unknown }).EventSource = Fake;
}
