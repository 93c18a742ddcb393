import type { Page } from '@playwright/test';

import { violations } from '../support/axe';
import { Fresh } from '../support/fresh';
import { PASSWORD } from '../support/people';
import { Post, link, text } from '../support/post';
import { expect, test } from '../support/test';

const NEXT_PASSWORD = 'sau bay tam chin muoi';
/** A message that waits is tried again after twenty seconds. */
const SENT_MS = 60_000;
const ADMIN = 'lan@dat-viet.example';

/** Sets an installation up that sends mail, and leaves its admin at the people page. */
async function setUp(page: Page, fresh: Fresh): Promise<void> {
  await page.goto(fresh.link);
  await page.getByLabel('Name of the company').fill('Đất Việt');
  await page.getByLabel('Your name').fill('Lan Phạm');
  await page.getByLabel('Email').fill(ADMIN);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.waitForURL('**/t/dat-viet/board**');
  await page.goto(`${fresh.url}/t/dat-viet/settings/people?open=invite`, { waitUntil: 'networkidle' });
}

async function invite(page: Page, email: string): Promise<void> {
  const panel = page.getByRole('complementary', { name: 'Invite a person' });
  await panel.getByLabel('Email').fill(email);
  await panel.getByRole('button', { name: 'Make the link' }).click();
  await expect(panel).toContainText(`on its way to ${email}`);
}

function invitation(page: Page, email: string) {
  return page.getByRole('table', { name: 'Open invitations' }).getByRole('row', { name: email });
}

test('an invitation comes by mail, and its link lets the person in', async ({ page, browser }) => {
  const post = await Post.at();
  await post.open();
  const fresh = await Fresh.start(post.args);
  await setUp(page, fresh);
  await invite(page, 'guest@one.test');

  await expect.poll(() => post.to('guest@one.test').length, { timeout: SENT_MS }).toBe(1);
  const letter = post.to('guest@one.test')[0]!;
  expect(letter.raw).toMatch(/^From: "?Callboard"? <post@callboard\.test>\r$/m);
  expect(letter.raw).toMatch(/^Message-ID: <[0-9a-f-]{36}@callboard\.test>\r$/m);
  expect(letter.raw).toContain('Auto-Submitted: auto-generated');
  expect(text(letter)).toContain('Lan Phạm invites you to the board of Đất Việt.');
  await page.reload({ waitUntil: 'networkidle' });
  await expect(invitation(page, 'guest@one.test')).toContainText('Mail was sent.');

  const guest = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await guest.goto(link(letter, '/join/'));
  await guest.getByLabel('Your name').fill('Guest');
  await guest.getByLabel('Password', { exact: true }).fill('mot hai ba bon nam sau');
  await guest.getByRole('button', { name: 'Create the account and join' }).click();
  await guest.waitForURL('**/t/dat-viet/board**');
  await guest.context().close();
  await fresh.end(page);
  await post.close();
});

test('a mail server that is down delays a message and never loses it, and one it refuses is told', async ({ page }) => {
  test.setTimeout(120_000);
  const post = await Post.at();
  post.unknown.add('nobody@one.test');
  const fresh = await Fresh.start(post.args);
  await setUp(page, fresh);
  await invite(page, 'guest@one.test');
  await expect(async () => {
    await page.reload({ waitUntil: 'networkidle' });
    await expect(invitation(page, 'guest@one.test')).toContainText('The mail server does not answer.', { timeout: 1_000 });
  }).toPass({ timeout: SENT_MS });
  await expect(invitation(page, 'guest@one.test')).toContainText('Mail waits to be sent.');

  await fresh.startAgain();
  await post.open();
  await expect.poll(() => post.to('guest@one.test').length, { timeout: SENT_MS }).toBe(1);
  await page.goto(`${fresh.url}/t/dat-viet/settings/people?open=invite`, { waitUntil: 'networkidle' });
  await invite(page, 'nobody@one.test');
  await expect(async () => {
    await page.reload({ waitUntil: 'networkidle' });
    await expect(invitation(page, 'nobody@one.test')).toContainText('Mail failed: copy the link.', { timeout: 1_000 });
  }).toPass({ timeout: SENT_MS });
  await expect(invitation(page, 'nobody@one.test')).toContainText('knows no such address');
  expect(await violations(page)).toEqual([]);
  await page.goto(`${fresh.url}/t/dat-viet/settings/audit`);
  await expect(page.locator('.audit-table')).toContainText('Give up a message');
  expect(post.to('guest@one.test'), 'sent once').toHaveLength(1);
  await fresh.end(page);
  await post.close();
});

test('a slow mail server keeps nobody waiting', async ({ page }) => {
  const post = await Post.at();
  post.pauseMs = 15_000;
  await post.open();
  const fresh = await Fresh.start(post.args);
  await setUp(page, fresh);

  const begun = Date.now();
  await invite(page, 'guest@one.test');

  expect(Date.now() - begun).toBeLessThan(5_000);
  expect(post.letters).toHaveLength(0);
  await fresh.end(page);
  await post.close();
});

test('who has forgotten the password gets a link, and a stranger the same answer', async ({ page, browser }) => {
  const post = await Post.at();
  await post.open();
  const fresh = await Fresh.start(post.args);
  await setUp(page, fresh);
  const plain = await (await browser.newContext({ baseURL: fresh.url, locale: 'en-GB', javaScriptEnabled: false })).newPage();
  const ask = async (email: string): Promise<string> => {
    await plain.goto('/sign-in');
    await plain.getByRole('link', { name: 'Forgotten your password?' }).click();
    await plain.getByLabel('Email').fill(email);
    await plain.getByRole('button', { name: 'Send the link' }).click();
    return plain.getByRole('status').innerText();
  };

  const unknown = await ask('nobody@one.test');
  const known = await ask(ADMIN);

  expect(known).toBe(unknown);
  await expect.poll(() => post.to(ADMIN).length, { timeout: SENT_MS }).toBe(1);
  await plain.goto(link(post.to(ADMIN)[0]!, '/reset/'));
  await plain.getByLabel('New password').fill(NEXT_PASSWORD);
  await plain.getByRole('button', { name: 'Set the password and sign in' }).click();
  await plain.waitForURL('**/t/dat-viet/board**');
  expect(post.letters).toHaveLength(1);
  await plain.context().close();
  await fresh.end(page);
  await post.close();
});

test('a sign-in from somewhere new is told by mail, the first one is not', async ({ page, browser }) => {
  const post = await Post.at();
  await post.open();
  const fresh = await Fresh.start(post.args);
  await setUp(page, fresh);
  const signIn = async (userAgent: string): Promise<void> => {
    const context = await browser.newContext({ baseURL: fresh.url, userAgent, locale: 'en-GB' });
    const other = await context.newPage();
    await other.goto('/sign-in');
    await other.getByLabel('Email').fill(ADMIN);
    await other.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL('**/t/dat-viet/board**');
    await context.close();
  };
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

  await signIn(firefox);
  await signIn(firefox);
  await signIn(safari);

  await expect.poll(() => post.to(ADMIN).length, { timeout: SENT_MS }).toBe(1);
  expect(text(post.to(ADMIN)[0]!)).toContain('Safari on iPhone');
  await fresh.end(page);
  await post.close();
});
