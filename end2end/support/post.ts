import { createServer } from 'node:net';

import { SMTPServer } from 'smtp-server';

/** A message as the mail server got it. */
export interface Letter {
  to: string[];
  raw: string;
  /** Nobody on the way could read it. */
  safe: boolean;
  /** As whom the sender had signed in. */
  user: string | undefined;
}

/** How the server wants to be spoken to; by default in the clear and by anybody. */
export interface Manner {
  /** Its certificate and key; without them it offers no safe conversation. */
  cert?: string;
  key?: string;
  /** Safe from the first byte, and not only once it was asked for. */
  secure?: boolean;
  /** Who may send. */
  login?: { user: string; password: string };
}

/** A real mail server on this machine, which keeps what it takes. */
export class Post {
  readonly letters: Letter[] = [];
  /** Recipients that it does not know. */
  readonly unknown = new Set<string>();
  /** So long it takes before it answers. */
  pauseMs = 0;
  /** Users that somebody tried to sign in as. */
  readonly logins: string[] = [];
  private server: SMTPServer | undefined;

  private constructor(readonly port: number) {}

  /** A place for it, where nobody listens yet. */
  static async at(): Promise<Post> {
    const socket = createServer();
    await new Promise<void>((done) => socket.listen(0, '127.0.0.1', done));
    const address = socket.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((done) => socket.close(done));
    return new Post(port);
  }

  /** What `callboard serve` is told of it. */
  get args(): string[] {
    return ['--smtp-host', '127.0.0.1', '--smtp-port', String(this.port), '--smtp-tls', 'none', '--mail-from', 'Callboard <post@callboard.test>'];
  }

  async open({ cert, key, secure = false, login }: Manner = {}): Promise<void> {
    const server = new SMTPServer({
      cert,
      key,
      secure,
      authOptional: login === undefined,
      allowInsecureAuth: true,
      disabledCommands: [...(login === undefined ? ['AUTH'] : []), ...(cert === undefined ? ['STARTTLS'] : [])],
      logger: false,
      onAuth: ({ username, password }, _session, answer) => {
        this.logins.push(username ?? '');
        if (username === login?.user && password === login?.password) return answer(null, { user: username });
        answer(new Error('who is this?'));
      },
      onConnect: (_session, answer) => setTimeout(() => answer(), this.pauseMs),
      onRcptTo: (address, _session, answer) => {
        if (!this.unknown.has(address.address)) return answer();
        answer(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      },
      onData: (stream, session, answer) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.letters.push({ to, raw: Buffer.concat(parts).toString(), safe: session.secure, user: session.user });
          answer();
        });
      },
    });
    // A conversation that ends in the middle is the other side's affair.
    server.on('error', () => undefined);
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', () => done()));
    this.server = server;
  }

  async close(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server !== undefined) await new Promise<void>((done) => server.close(done));
  }

  /** The messages to somebody, the newest last. */
  to(address: string): Letter[] {
    return this.letters.filter(({ to }) => to.includes(address));
  }
}

/** What a message says as text, its codes undone. */
export function text(letter: Letter): string {
  const part = /Content-Type: text\/plain[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/.exec(letter.raw);
  const body = part?.[1] ?? '';
  if (/Content-Transfer-Encoding: base64/i.test(part?.[0] ?? '')) return Buffer.from(body, 'base64').toString();
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** The link in a message. */
export function link(letter: Letter, beginning: string): string {
  const found = text(letter).match(/https?:\/\/\S+/g)?.find((address) => new URL(address).pathname.startsWith(beginning));
  if (found === undefined) throw new Error(`no link to ${beginning} in\n${text(letter)}`);
  return found;
}
