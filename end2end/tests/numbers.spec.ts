import type { BrowserContext, Page } from '@playwright/test';

import { type Server } from '../support/server';
import { EVERYONE, expect, signIn, test, waitForLive } from '../support/test';

const LISTEN_MS = 20_000;

/** The first frame of the board's stream, as it is on the wire. */
async function snapshot(context: BrowserContext, server: Server): Promise<string> {
  const cookies = await context.cookies(server.demo.url);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(server.page('/t/demo/events'), { headers: { cookie }, signal: AbortSignal.timeout(LISTEN_MS) });
  expect(answer.status).toBe(200);
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (/^event: snapshot\n(?:.*\n)*?data: .*\n\n/m.test(text)) break;
  }
  return text;
}

/** The customers' numbers in a frame: `n` beside a call's direction `d`. */
function numbers(frame: string): string[] {
  const found: string[] = [];
  const data = /^data: (.*"rows".*)$/m.exec(frame)?.[1] ?? '{}';
  JSON.parse(data, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'd' in value && 'n' in value) found.push(String(value.n));
    return value;
  });
  return found;
}

async function html(page: Page, path: string): Promise<string> {
  return (await page.request.get(path)).text();
}

test('no number of a customer reaches a supervisor whole', async ({ browser, context, page, server }) => {
  const admins = await browser.newContext({ baseURL: server.demo.url });
  const admin = await admins.newPage();
  await signIn(admin, server, 'admin');
  await signIn(page, server);
  await waitForLive(page);
  const details: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('agent_details')) details.push(response.text());
  });
  const before = numbers(await snapshot(admins, server));
  const talking = page.locator('[data-agent][data-provider="tel4vn"] a.name');
  await page.locator('[data-connection][data-provider="tel4vn"] a').click();
  await talking.first().click();
  await expect(page.locator('.side-panel dl.facts').first()).toBeVisible();

  const frame = await snapshot(context, server);
  const wire = [frame, await html(page, EVERYONE), await html(page, '/t/demo/board'), ...(await Promise.all(details))].join('\n');
  const whole = [...before, ...numbers(await snapshot(admins, server))];
  await admins.close();

  expect(whole.length).toBeGreaterThan(0);
  expect(numbers(frame).length).toBeGreaterThan(0);
  expect(details.length).toBeGreaterThan(0);
  for (const number of whole) {
    expect(number).toMatch(/\d{7,}/);
    expect(wire).not.toContain(number);
  }
  for (const number of numbers(frame)) expect(number).not.toMatch(/\d{7,}/);
});
