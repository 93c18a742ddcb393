import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A person of the demo. */
export interface Account {
  role: string;
  email: string;
  password: string;
}

/** What the demo writes into its data folder. */
export interface Demo {
  tenants: string[];
  accounts: Account[];
  url: string;
  simulator: string;
  /** How far the hours before it are; null where there is nothing to write. */
  past: { hours: number; state: 'being written' | 'written' | 'given up'; took_ms?: number } | null;
}

/** The five kinds of phone system. */
export const PROVIDERS = ['tel4vn', 'convoso', 'alohub', 'vicidial', 'crocodial'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** The program under test. */
export const BINARY = resolve(process.env.CALLBOARD_BIN ?? join(import.meta.dirname, '../../target/debug/callboard'));

const START_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;
const REQUEST_LIMIT_MS = 5_000;

/** The real server with its simulator, on ports and in a data folder of its own. */
export class Server {
  private process: ChildProcess | undefined;
  private current: Demo | undefined;

  private constructor(
    private readonly folder: string,
    private readonly further: string[],
  ) {}

  /**
   * Starts a demo that nobody has used yet, with further arguments if any are given. The hours before it are written only
   * where a test asks for them with `--past-hours`.
   */
  static async start(further: string[] = []): Promise<Server> {
    const server = new Server(mkdtempSync(join(tmpdir(), 'callboard-end2end-')), further);
    try {
      await server.launch('127.0.0.1:0');
    } catch (error) {
      await server.end();
      throw error;
    }
    return server;
  }

  /** Where the demo is and who may sign in. */
  get demo(): Demo {
    if (this.current === undefined) throw new Error('the server has not been started');
    return this.current;
  }

  /** The address of a page. */
  page(path: string): string {
    return new URL(path, this.demo.url).href;
  }

  /** The first account with this role. */
  account(role: string): Account {
    const account = this.demo.accounts.find((candidate) => candidate.role === role);
    if (account === undefined) throw new Error(`the demo has no ${role}`);
    return account;
  }

  /** Takes the process away without any warning to it. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGKILL');
    await gone;
  }

  /** Lets it hang: connections stay open and nothing is said on them. */
  stopTime(): void {
    this.process?.kill('SIGSTOP');
  }

  /** Ends that. */
  goOn(): void {
    this.process?.kill('SIGCONT');
  }

  /** Starts it again on the same port and data. */
  async startAgain(): Promise<void> {
    await this.kill();
    await this.launch(new URL(this.demo.url).host);
  }

  /** Ends it and removes its data. */
  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command of the operator on the demo's data, while it serves, and returns what it prints. */
  async command(...args: string[]): Promise<string> {
    const database = `sqlite:${join(this.folder, 'demo.db')}?mode=rwc`;
    const { stdout } = await promisify(execFile)(BINARY, [...args, '--data-dir', this.folder, '--database', database]);
    return stdout;
  }

  /** Makes one face of the simulator misbehave; `none` makes it behave again. */
  async fault(provider: Provider, name: string): Promise<void> {
    await this.tellSimulator(`/__sim/fault/${provider}/${name}`);
  }

  /** Puts one agent of the simulated floor into a state. */
  async putAgent(provider: Provider, externalId: string, state: string): Promise<void> {
    await this.tellSimulator(`/__sim/agents/${provider}/${encodeURIComponent(externalId)}/state/${state}`);
  }

  /** From now on one agent's name says when each answer was made. */
  async stampAgent(provider: Provider, externalId: string): Promise<void> {
    await this.tellSimulator(`/__sim/agents/${provider}/${encodeURIComponent(externalId)}/stamp`);
  }

  /** Chooses among the simulator's documented and rare behaviours; what is left out returns to its default. */
  async choose(options: Record<string, Record<string, unknown>>): Promise<void> {
    const answer = await fetch(new URL('/__sim/options', this.demo.simulator), {
      method: 'PUT',
      body: JSON.stringify(options),
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}: ${await answer.text()}`);
  }

  /** How many changes one face of the simulator has accepted. */
  async writes(provider: Provider): Promise<number> {
    const answer = await fetch(new URL('/__sim/counters', this.demo.simulator), {
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    const counters = (await answer.json()) as Record<Provider, { writes: number }>;
    return counters[provider].writes;
  }

  private async tellSimulator(path: string): Promise<void> {
    const answer = await fetch(new URL(path, this.demo.simulator), {
      method: 'POST',
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${path}`);
  }

  private async launch(listen: string): Promise<void> {
    const log = openSync(join(this.folder, 'server.log'), 'a');
    const past = this.further.includes('--past-hours') ? [] : ['--past-hours', '0'];
    const args = ['demo', '--listen', listen, '--data-dir', this.folder, ...past, ...this.further];
    const child = spawn(BINARY, args, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.process = child;
    let trouble: string | undefined;
    child.once('error', (error) => (trouble = error.message));
    child.once('exit', (code, signal) => (trouble ??= `it ended with ${code ?? signal}`));

    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline) {
      if (trouble !== undefined) throw new Error(`${BINARY} demo: ${trouble}\n${this.log()}`);
      if (await this.isReady()) return;
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
    throw new Error(`${BINARY} demo was not ready after ${START_LIMIT_MS} ms\n${this.log()}`);
  }

  /** Ready once it says so; its file is read afterwards, since a second start may have moved the simulator. */
  private async isReady(): Promise<boolean> {
    try {
      const url = this.readDemo().url;
      const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
      if (!answer.ok) return false;
      this.current = this.readDemo();
      return true;
    } catch {
      return false;
    }
  }

  private readDemo(): Demo {
    return JSON.parse(readFileSync(join(this.folder, 'demo.json'), 'utf8')) as Demo;
  }

  private log(): string {
    return readFileSync(join(this.folder, 'server.log'), 'utf8').split('\n').slice(-40).join('\n');
  }
}
