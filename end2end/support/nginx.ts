import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian puts it; `xtask` looks for the same file. */
const NGINX = '/usr/sbin/nginx';
const START_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** A real nginx before one server, on a port and in a folder of its own. */
export class Nginx {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
    /** Where it listens. */
    readonly url: string,
  ) {}

  /** Starts it before the server at `upstream`. */
  static async before(upstream: string): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'callboard-nginx-'));
    // Its workers run as a user of their own.
    chmodSync(folder, 0o755);
    const listen = `127.0.0.1:${await freePort()}`;
    const sample = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8');
    const text = sample.replace("listen LISTEN;", `listen ${listen};`).replace("server UPSTREAM ", `server ${new URL(upstream).host} `);
    writeFileSync(join(folder, 'nginx.conf'), text);
    const child = spawn(NGINX, ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], { stdio: 'ignore' });
    const nginx = new Nginx(folder, child, `http://${listen}`);
    let trouble: string | undefined;
    child.once('error', (error) => (trouble = error.message));
    child.once('exit', (code, signal) => (trouble ??= `it ended with ${code ?? signal}`));
    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline && trouble === undefined) {
      if (await fetch(nginx.url).then(() => true, () => false)) return nginx;
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
    const log = readFileSync(join(folder, 'error.log'), { encoding: 'utf8', flag: 'a+' });
    await nginx.end();
    throw new Error(`nginx did not start: ${trouble ?? 'too slow'}\n${log}`);
  }

  /** How often it has answered a path with a status. */
  answered(path: string, status: number): number {
    const answer = new RegExp(`"[A-Z]+ ${path}(?:\\?\\S*)? HTTP/1\\.1" ${status} `, 'g');
    return readFileSync(join(this.folder, 'access.log'), 'utf8').match(answer)?.length ?? 0;
  }

  /** Ends it. Its pages go first: one that is still loading would complain of it. */
  async end(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise<void>((done) => this.process.once('exit', () => done()));
      this.process.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Nginx takes no port 0, so one is asked for and given back. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
