import { createHmac } from 'node:crypto';

import type { Browser, Page } from '@playwright/test';

import { violations } from '../support/axe';
import { Fresh } from '../support/fresh';
import { PASSWORD } from '../support/people';
import { CLIENT, CLIENT_SECRET, IdentityProvider, signInThere } from '../support/provider';
import { expect, test as base } from '../support/test';

const ADMIN = 'lan@dat-viet.example';
const SETTINGS = '/t/dat-viet/settings/sign-in';

/** An installation with one company, its identity provider, and the admin's browser at the board. */
interface Company {
  fresh: Fresh;
  provider: IdentityProvider;
  admin: Page;
}

const test = base.extend<{ company: Company }>({
  company: async ({ browser }, use) => {
    const fresh = await Fresh.start(['--allow-private', '127.0.0.0/8']);
    const provider = await IdentityProvider.start(fresh.url);
    provider.people.set('minh', { email: 'minh@dat-viet.example', email_verified: true, name: 'Minh Trần', groups: ['leads'] });
    const admin = await somebody(browser, fresh);
    await admin.goto(fresh.link);
    await admin.getByLabel('Name of the company').fill('Đất Việt');
    await admin.getByLabel('Your name').fill('Lan Phạm');
    await admin.getByLabel('Email').fill(ADMIN);
    await admin.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await admin.getByRole('button', { name: 'Set up' }).click();
    await admin.waitForURL('**/t/dat-viet/board**');
    await use({ fresh, provider, admin });
    await fresh.end(...admin.context().pages());
    await provider.end();
  },
});

async function somebody(browser: Browser, fresh: Fresh, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ baseURL: fresh.url, viewport: { width: 1366, height: 768 }, locale: 'en-GB', javaScriptEnabled });
  // The provider's pages would fetch a font from elsewhere.
  await context.route((url) => url.hostname !== '127.0.0.1' && url.hostname !== 'localhost', (route) => route.abort());
  return context.newPage();
}

/** Fills the settings in and saves them. */
async function setUp({ admin, provider }: Company): Promise<void> {
  await admin.goto(SETTINGS, { waitUntil: 'networkidle' });
  await admin.getByLabel('Issuer').fill(provider.issuer);
  await admin.getByLabel('Client ID').fill(CLIENT);
  await admin.getByLabel('Client secret').fill(CLIENT_SECRET);
  await admin.getByLabel('Claim that names groups or roles').fill('groups');
  await admin.getByLabel('Values that make an admin').fill('bosses');
  await admin.getByLabel('Values that make a supervisor').fill('leads\nshift leads');
  await admin.getByLabel('Add people who were not invited').check();
  await admin.getByLabel('Let people sign in there').check();
  await save(admin);
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save sign-in' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
}

/** From our sign-in page to the provider's. */
async function goThere(page: Page, company = 'dat-viet'): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign in with your company account' }).click();
  await page.getByLabel('Company').fill(company);
  await page.getByRole('button', { name: 'Go on' }).click();
}

/** What an authenticator app shows for a secret now (RFC 6238). */
function code(secret: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

for (const javaScript of [true, false]) {
  test(`people of a company come in through its provider, ${javaScript ? 'with' : 'without'} JavaScript`, async ({ browser, company }) => {
    await setUp(company);
    const page = await somebody(browser, company.fresh, javaScript);

    await goThere(page);
    await signInThere(page, 'minh');
    await page.waitForURL('**/t/dat-viet/board**');

    const session = (await page.context().cookies()).find((cookie) => cookie.name === '__Host-callboard');
    expect(session).toMatchObject({ sameSite: 'Strict', httpOnly: true, secure: true });
    const names = (await page.context().cookies()).map((cookie) => cookie.name);
    expect(names, 'what the browser kept meanwhile is gone').not.toContain('__Host-callboard-sso');
    await page.goto('/account');
    await expect(page.getByText('Đất Việt signs you in.')).toBeVisible();
    await expect(page.getByLabel('Current password')).toHaveCount(0);

    company.provider.people.get('minh')!.groups = [];
    await page.context().clearCookies();
    await goThere(page);
    await signInThere(page, 'minh');
    await expect(page.getByRole('alert')).toContainText('None of your groups may use Callboard.');
    await expect(page.getByLabel('Company')).toHaveValue('dat-viet');
    await page.goto('/t/dat-viet/board');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.context().close();
  });
}

test('what is wrong is told with what to do', async ({ browser, company }) => {
  await setUp(company);
  const { provider, fresh } = company;
  provider.people.set('hoa', { email: 'hoa@dat-viet.example', email_verified: false, name: 'Hoa', groups: ['leads'] });
  const page = await somebody(browser, fresh);

  await goThere(page, 'no-such-company');
  await expect(page.getByRole('alert')).toContainText('No company with this word signs in this way.');
  expect(await violations(page)).toEqual([]);

  await goThere(page);
  await signInThere(page, 'hoa');
  await expect(page.getByRole('alert')).toContainText('has not confirmed your e-mail address');

  await page.goto(`/sign-in/sso/callback?code=made-up&state=made-up`);
  await expect(page.getByRole('alert')).toContainText('Try again.');

  await provider.end();
  await page.goto('/sign-in/sso?company=dat-viet&next=https://evil.example/');
  await page.getByRole('button', { name: 'Go on' }).click();
  // The description is remembered for an hour, so that the browser finds out by itself; a restart forgets it. The browser's
  // own page of an error arrives late and would end the next visit.
  await expect(page).toHaveURL(/^chrome-error:/);
  await fresh.startAgain();
  await page.goto('/sign-in/sso?company=dat-viet&next=//evil.example/');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText('does not answer');
  await expect(page).not.toHaveURL(/evil/);
  await page.context().close();
});

test('a provider is checked before anybody depends on it', async ({ company: { admin, provider } }) => {
  await admin.goto(SETTINGS, { waitUntil: 'networkidle' });
  const check = admin.getByRole('button', { name: 'Check' });
  const told = admin.getByRole('status');

  await admin.getByLabel('Issuer').fill(`${provider.issuer}/`);
  await check.click();
  await expect(told.filter({ hasText: 'The provider calls itself otherwise.' })).toBeVisible();
  await admin.getByLabel('Issuer').fill('http://192.0.2.1');
  await check.click();
  await expect(told.filter({ hasText: 'private' })).toBeVisible();
  await admin.getByLabel('Issuer').fill(provider.issuer);
  await check.click();
  await expect(told.filter({ hasText: 'people could sign in there' })).toBeVisible();

  await admin.getByLabel('Let people sign in there').check();
  await admin.getByRole('button', { name: 'Save sign-in' }).click();
  await expect(admin.getByLabel('Client ID')).toHaveAttribute('aria-invalid', 'true');
  await expect(admin.getByLabel('Client secret')).toHaveAttribute('aria-invalid', 'true');
  expect(await violations(admin)).toEqual([]);
});

test('where only the provider lets people in, break-glass admins get in by password and code', async ({ browser, company }) => {
  const { admin, fresh } = company;
  await admin.goto('/account/second-factor');
  await admin.getByRole('button', { name: 'Set up a second factor' }).click();
  const secret = await admin.locator('.factor-secret code').innerText();
  await admin.getByLabel('Code', { exact: true }).fill(code(secret));
  await admin.getByRole('button', { name: 'Switch on' }).click();
  const recovery = await admin.locator('.recovery-codes li').first().innerText();
  await setUp(company);

  await admin.getByLabel('Only there').check();
  await admin.getByRole('button', { name: 'Save sign-in' }).click();
  await expect(admin.getByText('Choose an admin who has a password and a second factor.')).toBeVisible();
  await admin.getByRole('group', { name: 'Break-glass admins' }).getByLabel('Lan Phạm').check();
  await save(admin);

  const page = await somebody(browser, fresh);
  await page.goto('/sign-in');
  await page.locator('input[type="email"]').fill(ADMIN);
  await page.locator('input[type="password"]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Code', { exact: true }).fill(recovery);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/t/dat-viet/board**');

  await page.goto('/t/dat-viet/settings/audit');
  await expect(page.getByRole('table').getByText('Sign in as break-glass admin').first()).toBeVisible();
  await page.goto('/t/dat-viet/settings/people');
  await expect(page.getByRole('row', { name: 'Lan Phạm' })).toContainText('Break-glass');
  await page.context().close();
});

test('who came through the provider proves there who they are, and loses nothing typed', async ({ browser, company }) => {
  company.provider.people.set('an', { email: 'an@dat-viet.example', email_verified: true, name: 'An Võ', groups: ['bosses'] });
  await setUp(company);
  const page = await somebody(browser, company.fresh);
  await goThere(page);
  await signInThere(page, 'an');
  await page.waitForURL('**/t/dat-viet/board**');
  await page.goto(SETTINGS, { waitUntil: 'networkidle' });
  await page.getByLabel('Values that make a supervisor').fill('leads\nnight leads');
  await page.getByRole('button', { name: 'Save sign-in' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await expect(dialog).toBeVisible();

  const [tab] = await Promise.all([page.waitForEvent('popup'), dialog.getByRole('button', { name: 'Sign in again' }).click()]);
  await tab.getByPlaceholder('Enter any login').fill('an');
  await tab.getByPlaceholder('and password').fill('anything');
  await tab.getByRole('button', { name: 'Sign-in' }).click();
  await expect(tab.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await tab.close();
  await dialog.getByRole('button', { name: 'I have signed in, go on' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();

  await page.reload();
  await expect(page.getByLabel('Values that make a supervisor')).toHaveValue('leads\nnight leads');
  await page.context().close();
});
