import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BINARY } from './server';

const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** `callboard serve` on an empty folder: an installation that nobody has set up. */
export class Fresh {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    /** Where it listens. */
    readonly url: string,
    /** The link it printed. */
    readonly link: string,
  ) {}

  /** Starts it, with further arguments if any are given. */
  static async start(further: string[] = []): Promise<Fresh> {
    const folder = mkdtempSync(join(tmpdir(), 'callboard-fresh-'));
    const log = openSync(join(folder, 'server.log'), 'a');
    const args = ['serve', '--listen', '127.0.0.1:0', '--data-dir', folder, ...further];
    const child = spawn(BINARY, args, { stdio: ['ignore', log, log] });
    closeSync(log);
    let trouble: string | undefined;
    child.once('error', (error) => (trouble = error.message));
    child.once('exit', (code, signal) => (trouble ??= `it ended with ${code ?? signal}`));

    const deadline = Date.now() + START_LIMIT_MS;
    const said = () => readFileSync(join(folder, 'server.log'), 'utf8');
    while (Date.now() < deadline && trouble === undefined) {
      const url = /^Callboard listens on (\S+)$/m.exec(said())?.[1];
      const link = /^Set up Callboard: (\S+)$/m.exec(said())?.[1];
      if (url !== undefined && link !== undefined) {
        const fresh = new Fresh(folder, url, link);
        fresh.process = child;
        return fresh;
      }
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
    child.kill('SIGKILL');
    throw new Error(`callboard serve did not start: ${trouble ?? 'too slow'}\n${said()}`);
  }

  /** Ends it and removes its data. */
  async end(): Promise<void> {
    const child = this.process;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
