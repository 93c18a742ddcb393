import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test as base } from '@playwright/test';

import { Authority } from '../support/authority';
import { Post } from '../support/post';
import { BINARY } from '../support/server';

const PASSWORD = 'what the mail server knows us by';
const LATE_MS = 30_000;

/** No browser and no server of ours: the command that tries the settings a server would have. */
const test = base.extend<{ authority: Authority }>({
  authority: async ({}, use) => {
    const authority = await Authority.found();
    await use(authority);
    authority.end();
  },
});

/** What `callboard mail test` says, and whether it was content. */
async function tryMail(post: Post, ...args: string[]): Promise<{ ended: number; said: string }> {
  const settings = ['--smtp-host', 'localhost', '--smtp-port', String(post.port), '--mail-from', 'Callboard <post@callboard.test>'];
  const options = { env: { ...process.env, CALLBOARD_SMTP_PASSWORD: PASSWORD }, timeout: LATE_MS };
  const given = ['mail', 'test', '--to', 'lan@one.test', ...settings, '--smtp-user', 'callboard', ...args];
  return promisify(execFile)(BINARY, given, options).then(
    ({ stdout }) => ({ ended: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ ended: code, said: stderr }),
  );
}

for (const [mode, word] of [['starttls', 'after a greeting in the clear'], ['implicit', 'from the first byte']] as const) {
  test(`mail and its password go only over a safe conversation, ${word}`, async ({ authority }) => {
    const post = await Post.at();
    await post.open({ ...authority.pair, secure: mode === 'implicit', login: { user: 'callboard', password: PASSWORD } });

    const stranger = await tryMail(post, '--smtp-tls', mode);
    const sent = await tryMail(post, '--smtp-tls', mode, '--smtp-ca', authority.certificate);

    expect(stranger.ended).not.toBe(0);
    expect(stranger.said).toMatch(/no safe connection/);
    expect(sent).toEqual({ ended: 0, said: expect.stringContaining('took a message') });
    expect(post.letters.map(({ to, safe, user }) => ({ to, safe, user }))).toEqual([{ to: ['lan@one.test'], safe: true, user: 'callboard' }]);
    expect(post.logins, 'passwords that were tried').toEqual(['callboard']);
    await post.close();
  });
}

test('a mail server that offers no safe conversation gets neither a password nor mail', async ({ authority }) => {
  const post = await Post.at();
  await post.open({ login: { user: 'callboard', password: PASSWORD } });

  const refused = await tryMail(post, '--smtp-tls', 'starttls', '--smtp-ca', authority.certificate);

  expect(refused.ended).not.toBe(0);
  expect(refused.said).toMatch(/no safe connection/);
  expect(post.letters).toEqual([]);
  expect(post.logins).toEqual([]);
  await post.close();
});

test('a wrong password, and a file that is no certificate, are told as what they are', async ({ authority }) => {
  const post = await Post.at();
  await post.open({ ...authority.pair, secure: true, login: { user: 'callboard', password: 'another' } });
  const nothing = join(authority.folder, 'nothing.pem');
  writeFileSync(nothing, 'no certificate is in here\n');

  const wrong = await tryMail(post, '--smtp-tls', 'implicit', '--smtp-ca', authority.certificate);
  const none = await tryMail(post, '--smtp-tls', 'implicit', '--smtp-ca', nothing);

  expect(wrong.said).toMatch(/does not accept user and password/);
  expect(none.said).toMatch(/smtp-ca: \S+nothing\.pem/);
  expect(none.said).toContain('no usable certificate');
  for (const { said } of [wrong, none]) expect(said).not.toContain(PASSWORD);
  await post.close();
});
