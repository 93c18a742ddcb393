import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const DAYS = '2';

/** An authority of a company, and the pair it signed for `localhost`; nobody else has ever heard of it. */
export class Authority {
  private constructor(readonly folder: string) {}

  /** Makes its keys. */
  static async found(): Promise<Authority> {
    const folder = mkdtempSync(join(tmpdir(), 'callboard-authority-'));
    const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const allowed = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
    await openssl('req', '-x509', ...key, '-keyout', 'authority.key', '-out', 'authority.pem', '-days', DAYS, '-subj', '/CN=Authority', ...allowed);
    await openssl('req', ...key, '-keyout', 'own.key', '-out', 'own.csr', '-subj', '/CN=localhost');
    writeFileSync(join(folder, 'own.ext'), 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n');
    const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', 'own.ext', '-days', DAYS];
    await openssl('x509', '-req', '-in', 'own.csr', '-out', 'own.pem', ...signed);
    return new Authority(folder);
  }

  /** Its own certificate, for whoever is to trust it. */
  get certificate(): string {
    return join(this.folder, 'authority.pem');
  }

  /** What a server at `localhost` shows. */
  get pair(): { cert: string; key: string } {
    const read = (name: string) => readFileSync(join(this.folder, name), 'utf8');
    return { cert: read('own.pem'), key: read('own.key') };
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
