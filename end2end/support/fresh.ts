import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { BINARY } from './server';

const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;
const LISTENS = /^Callboard listens on (\S+)$/m;

/** `callboard serve` on an empty folder: an installation that nobody has set up. */
export class Fresh {
  private constructor(
    private readonly folder: string,
    private readonly further: string[],
    private process: ChildProcess,
    /** Where it listens. */
    readonly url: string,
    /** The link it printed. */
    readonly link: string,
  ) {}

  /** Starts it, with further arguments if any are given. */
  static async start(further: string[] = []): Promise<Fresh> {
    const folder = mkdtempSync(join(tmpdir(), 'callboard-fresh-'));
    const { child, said } = await launch(folder, '127.0.0.1:0', further);
    const link = /^Set up Callboard: (\S+)$/m.exec(said)?.[1];
    if (link === undefined) {
      child.kill('SIGKILL');
      throw new Error(`callboard serve printed no link\n${said}`);
    }
    return new Fresh(folder, further, child, LISTENS.exec(said)?.[1] ?? '', link);
  }

  /** Takes the process away without any warning to it. */
  async kill(): Promise<void> {
    const child = this.process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGKILL');
    await gone;
  }

  /** Starts it again on the same port and data. */
  async startAgain(): Promise<void> {
    await this.kill();
    this.process = (await launch(this.folder, new URL(this.url).host, this.further)).child;
  }

  /** Ends it and removes its data. Its pages go first: one that is still loading would complain of the server. */
  async end(...pages: Page[]): Promise<void> {
    for (const page of pages) await page.close();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Starts the program and waits until it listens. */
async function launch(folder: string, listen: string, further: string[]): Promise<{ child: ChildProcess; said: string }> {
  const path = join(folder, `server-${Date.now()}.log`);
  const log = openSync(path, 'a');
  const args = ['serve', '--listen', listen, '--data-dir', folder, ...further];
  const child = spawn(BINARY, args, { stdio: ['ignore', log, log] });
  closeSync(log);
  let trouble: string | undefined;
  child.once('error', (error) => (trouble = error.message));
  child.once('exit', (code, signal) => (trouble ??= `it ended with ${code ?? signal}`));

  const deadline = Date.now() + START_LIMIT_MS;
  const said = () => readFileSync(path, 'utf8');
  while (Date.now() < deadline && trouble === undefined) {
    if (LISTENS.test(said())) return { child, said: said() };
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  child.kill('SIGKILL');
  throw new Error(`callboard serve did not start: ${trouble ?? 'too slow'}\n${said()}`);
}
