import type { Browser, BrowserContext, Page } from '@playwright/test';

import { Fresh } from './fresh';
import { approve } from './screens';
import { Server } from './server';
import { expect, signIn, test as base } from './test';

/** A morning at which time stands still in the demo, so that nothing on a page moves but by what a test does. */
export const MOMENT = '2026-03-12T10:15:00+07:00';

type State = Awaited<ReturnType<BrowserContext['storageState']>>;
const NOBODY: State = { cookies: [], origins: [] };
const LAYOUTS = ['floor', 'figures', 'queues', 'exceptions', 'mixed'] as const;

/** Who looks: a person by role, a paired screen by layout, or nobody. */
export type Who = 'admin' | 'supervisor' | `wall-${(typeof LAYOUTS)[number]}` | 'nobody';

/** What there is to look at beside pages with a plain address, and the cookies of whoever looks. */
export interface Sights {
  who: Record<Who, State>;
  agent: string;
  queue: string;
  program: string;
  join: string;
  reset: string;
  setUp: string;
}

/** The project's test before a demo whose time stands still, with a past of some hours. */
export const test = base.extend<object, { server: Server; sights: Sights }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(['--at', MOMENT, '--past-hours', '3']);
      await use(server);
      await server.end();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  sights: [
    async ({ browser, server }, use) => {
      const fresh = await Fresh.start();
      await use({ ...(await lookAround(browser, server)), setUp: fresh.link });
      await fresh.end();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

async function lookAround(browser: Browser, server: Server): Promise<Omit<Sights, 'setUp'>> {
  const open = async (): Promise<Page> => (await browser.newContext({ baseURL: server.demo.url, locale: 'en-GB' })).newPage();
  const [supervisor, desk] = [await open(), await open()];
  await signIn(supervisor, server);
  await signIn(desk, server, 'admin');
  const who = { nobody: NOBODY, supervisor: await supervisor.context().storageState(), admin: await desk.context().storageState() } as Sights['who'];
  for (const layout of LAYOUTS) {
    const screen = await open();
    await approve(desk, screen, `Wall ${layout}`, layout);
    await expect(screen.locator('.wall-frame')).toBeVisible();
    who[`wall-${layout}`] = await screen.context().storageState();
    await screen.context().close();
  }

  const ask = async <T>(what: string, form: Record<string, string>): Promise<T> => {
    const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
    const answer = await desk.request.post(`/api/${what}`, { form: { tenant: 'demo', ...form }, headers });
    return (await answer.json()) as T;
  };
  const linkOn = async (path: string, beginning: string): Promise<string> => {
    await desk.goto(path);
    return (await desk.locator(`a[href^="${beginning}"]:not([href*=".csv"])`).first().getAttribute('href', { timeout: 60_000 })) ?? '';
  };
  const { members } = await ask<{ members: { id: string; role: string }[] }>('people', {});
  const user = members.find((member) => member.role === 'supervisor')?.id ?? '';
  // What is being set up counts for nothing yet, so that nobody here is asked for a code.
  await desk.request.post('/account/second-factor', { form: { change: 'start' }, headers: { 'sec-fetch-site': 'same-origin' } });
  const sights = {
    who,
    agent: await linkOn('/t/demo/history', '/t/demo/agents/'),
    queue: await linkOn('/t/demo/queues', '/t/demo/queues/'),
    program: await linkOn('/t/demo/displays', '/t/demo/displays/'),
    join: (await ask<{ url: string }>('invite', { email: 'neu@demo.callboard.test', role: 'supervisor', limits: '' })).url,
    reset: (await ask<{ url: string }>('reset_link', { user })).url,
  };
  await supervisor.context().close();
  await desk.context().close();
  return sights;
}
