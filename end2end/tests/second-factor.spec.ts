import { createHmac } from 'node:crypto';

import type { Browser, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { Server } from '../support/server';
import { test as base, expect, signIn, tryToSignIn } from '../support/test';

const FACTOR = '/account/second-factor';
const PEOPLE = '/t/demo/settings/people';
const MINUTE_MS = 60_000;
const STEP_S = 30;
/** Until a page in which something has ended is loaded anew. */
const LOADED_MS = 10_000;

/** Time stands still in the demo, so that a code of the app is known; it goes on only when a test says so. */
const START = Date.parse('2026-03-12T10:15:00+07:00');
let now = START;
const further = ['--at', new Date(START).toISOString()];

const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(further);
      await use(server);
      await server.end();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

/** The server comes back so many minutes later. */
async function letPass(server: Server, minutes: number): Promise<void> {
  now += minutes * MINUTE_MS;
  further[1] = new Date(now).toISOString();
  await server.startAgain();
}

/** What an authenticator app shows for a secret, so many steps from now (RFC 6238). */
function code(secret: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / STEP_S) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

interface Factor {
  secret: string;
  codes: string[];
}

/** Sets a second factor up from its page. */
async function setUp(page: Page): Promise<Factor> {
  await page.goto(FACTOR);
  await page.getByRole('button', { name: 'Set up a second factor' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = await page.locator('.factor-secret code').innerText();
  await page.getByLabel('Code', { exact: true }).fill(code(secret));
  await page.getByRole('button', { name: 'Switch on' }).click();
  const codes = page.locator('.recovery-codes li');
  await expect(codes).toHaveCount(10);
  return { secret, codes: await codes.allInnerTexts() };
}

/** Switches it off with a recovery code, so that the next test finds nobody with one. */
async function switchOff(page: Page, password: string, recoveryCode: string): Promise<void> {
  await page.goto(FACTOR);
  const form = page.locator('form', { has: page.locator('input[value="off"]') });
  await form.getByLabel('Current password').fill(password);
  await form.getByLabel('Code').fill(recoveryCode);
  await form.getByRole('button', { name: 'Switch the second factor off' }).click();
  await expect(page.getByRole('status')).toContainText('was switched off');
}

async function somebody(browser: Browser, server: Server, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.demo.url, viewport: { width: 1366, height: 768 }, locale: 'en-GB', javaScriptEnabled });
  return context.newPage();
}

async function typeCode(page: Page, typed: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('set up with an app, a second factor is asked for at sign-in, and a recovery code works once', async ({ page, browser, server, problems }) => {
  problems.allow(/status of 422/);
  const { email, password } = server.account('supervisor');
  await signIn(page, server);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Set up a second factor' }).click();
  expect(await violations(page), 'off').toEqual([]);
  await page.getByRole('button', { name: 'Set up a second factor' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  expect(await violations(page), 'being set up').toEqual([]);
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByLabel('Code', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  const secret = await page.locator('.factor-secret code').innerText();
  await page.getByLabel('Code', { exact: true }).fill(code(secret));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  expect(await violations(page), 'the recovery codes').toEqual([]);
  const codes = await page.locator('.recovery-codes li').allInnerTexts();
  await page.goto(FACTOR);
  await expect(page.getByText('Recovery codes left: 10')).toBeVisible();
  await expect(page.locator('.recovery-codes')).toHaveCount(0);
  expect(await violations(page), 'on').toEqual([]);

  const other = await somebody(browser, server);
  await tryToSignIn(other, email, password);
  await expect(other.getByRole('heading', { name: 'One more step' })).toBeVisible();
  expect(await violations(other), 'the code').toEqual([]);
  await other.goto('/t/demo/board');
  await expect(other, 'a password alone opens nothing').toHaveURL(/\/sign-in\?next=/);
  await other.goto('/sign-in/code');
  await typeCode(other, code(secret));
  await expect(other.getByRole('alert'), 'the code of the set-up is used').toContainText('wrong or was used before');
  await typeCode(other, code(secret, 1));
  await other.waitForURL('**/t/demo/board**');
  await other.context().close();

  const plain = await somebody(browser, server, false);
  await tryToSignIn(plain, email, password);
  await typeCode(plain, codes[0]!.toLowerCase());
  await plain.waitForURL('**/t/demo/board**');
  await plain.context().clearCookies();
  await tryToSignIn(plain, email, password);
  await typeCode(plain, codes[0]!);
  await expect(plain.getByRole('alert'), 'a recovery code is good once').toContainText('wrong or was used before');
  await typeCode(plain, codes[1]!);
  await plain.waitForURL('**/t/demo/board**');
  await plain.context().close();

  await switchOff(page, password, codes[2]!);
  const again = await somebody(browser, server);
  await tryToSignIn(again, email, password);
  await again.waitForURL('**/t/demo/board**');
  await again.context().close();
});

test('a company that asks everybody for one leads its people to set it up and closes their boards before', async ({ page, browser, server }) => {
  const [admin, lan] = [server.account('admin'), server.account('supervisor')];
  const theirs = await somebody(browser, server);
  await tryToSignIn(theirs, lan.email, lan.password);
  await theirs.waitForURL('**/t/demo/board**');
  await expect(theirs.locator('[data-live-state="live"]')).toBeVisible();
  await signIn(page, server, 'admin');
  await page.goto(PEOPLE, { waitUntil: 'networkidle' });
  const rule = page.getByRole('region', { name: 'Second factor' });
  await expect(rule).toContainText('Set up your own first');
  const own = await setUp(page);

  await page.goto(PEOPLE, { waitUntil: 'networkidle' });
  await rule.getByRole('button', { name: 'Everybody needs a second factor' }).click();
  const question = page.getByRole('dialog', { name: 'Ask everybody for a second factor?' });
  await expect(question).toContainText('close within seconds');
  await question.getByRole('button', { name: 'Everybody needs a second factor' }).click();
  await expect(rule).toContainText('Leave it to everybody');

  await theirs.waitForURL(`**${FACTOR}`, { timeout: LOADED_MS });
  await expect(theirs.getByText('asks everybody for a second factor')).toBeVisible();
  expect(await violations(theirs), 'led to set it up').toEqual([]);
  await theirs.goto('/t/demo/history');
  await expect(theirs).toHaveURL(new RegExp(`${FACTOR}$`));
  const factor = await setUp(theirs);
  await theirs.getByRole('link', { name: 'I have kept them' }).click();
  await theirs.waitForURL('**/t/demo/board**');

  await page.goto(PEOPLE, { waitUntil: 'networkidle' });
  await page.getByRole('table', { name: 'People' }).getByRole('link', { name: 'Lan Pham' }).click();
  const panel = page.getByRole('complementary', { name: 'Lan Pham' });
  await panel.getByRole('button', { name: 'Reset the second factor' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset the second factor' }).click();
  await expect(panel.getByRole('status').first()).toContainText('was reset');
  await theirs.goto('/t/demo/board');
  await expect(theirs, 'without one it is closed again').toHaveURL(new RegExp(`${FACTOR}$`));
  expect(factor.codes).toHaveLength(10);

  await rule.getByRole('button', { name: 'Leave it to everybody' }).click();
  await expect(rule).toContainText('everybody’s own choice');
  await theirs.goto('/t/demo/board');
  await expect(theirs).toHaveURL(/\/t\/demo\/board/);
  await switchOff(page, admin.password, own.codes[0]!);
  await theirs.context().close();
});

test('after ten minutes it asks once more who it is, and goes on with what was typed', async ({ page, server, problems }) => {
  problems.allow(/status of (422|428)/);
  const { password } = server.account('admin');
  await signIn(page, server, 'admin');
  await page.goto(`${PEOPLE}?open=invite`, { waitUntil: 'networkidle' });
  const panel = page.getByRole('complementary', { name: 'Invite a person' });
  await panel.getByLabel('Email').fill('guest@one.test');
  await letPass(server, 11);

  await panel.getByRole('button', { name: 'Make the link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await expect(dialog).toBeVisible();
  expect(await violations(page), 'the question').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(panel.getByRole('alert')).toContainText('Not done');
  await expect(panel.getByLabel('Email')).toHaveValue('guest@one.test');

  await panel.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByLabel('Current password').fill('not the right password');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog).toContainText('This does not match.');
  await dialog.getByLabel('Current password').fill(password);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(panel.getByRole('textbox', { name: 'Link' })).toHaveValue(/\/join\//);
  await expect(panel.getByLabel('Email')).toHaveValue('guest@one.test');

  await panel.getByLabel('Email').fill('guest-two@one.test');
  await panel.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('table', { name: 'Open invitations' })).toContainText('guest-two@one.test');
});

test('a connection that is being added keeps its form and its key while it asks who it is', async ({ page, server, problems }) => {
  // The list is fetched every few seconds, also while the server is away.
  problems.allow(/status of 428|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  const { password } = server.account('admin');
  await signIn(page, server, 'admin');
  const listed = page.waitForResponse((answer) => answer.url().endsWith('/api/connections'));
  await page.goto('/t/demo/settings/connections');
  await listed;
  await page.getByRole('link', { name: 'Connect a provider' }).first().click();
  await page.getByRole('link', { name: 'TEL4VN', exact: true }).last().click();
  await page.getByLabel('Name', { exact: true }).fill('Long typed');
  await page.locator('#setting-secret').fill('sim-tel4vn-token');
  await letPass(server, 11);
  await page.getByLabel('Address').fill(`${server.demo.simulator}/tel4vn`);

  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await dialog.getByLabel('Current password').fill(password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('complementary', { name: 'Connection Long typed' })).toBeVisible();
});

test('a file is taken out after a proof, and the way leads back', async ({ page, server, problems }) => {
  problems.allow(/status of 422/);
  const { password } = server.account('admin');
  await signIn(page, server, 'admin');
  await page.goto('/t/demo/settings/audit', { waitUntil: 'networkidle' });
  await letPass(server, 11);

  await page.getByRole('link', { name: 'Export as CSV' }).click();
  await expect(page.getByRole('heading', { name: 'Is it still you?' })).toBeVisible();
  expect(await violations(page), 'the question').toEqual([]);
  await page.getByLabel('Current password').fill('not the right password');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('This does not match.')).toBeVisible();
  await page.getByLabel('Current password').fill(password);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Go on' }).click();
  expect((await download).suggestedFilename()).toBe('audit-demo.csv');
  await page.getByRole('link', { name: 'Back' }).click();
  await expect(page).toHaveURL(/\/t\/demo\/settings\/audit/);
});
