import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test } from '../support/test';

/** So long the second half of a page is held back. */
const HELD_MS = 1_500;

test('a page that comes in two halves is painted once, when it is whole', async ({ page, server }) => {
  const halves = createServer((asked, answer) => {
    void (async () => {
      const whole = await fetch(server.page(asked.url ?? '/'));
      const body = Buffer.from(await whole.arrayBuffer());
      answer.writeHead(whole.status, { 'content-type': whole.headers.get('content-type') ?? '' });
      if (!asked.url?.startsWith('/sign-in')) return answer.end(body);
      // Within the card, so that what is there already would stand elsewhere.
      const middle = body.indexOf('type="password"');
      answer.write(body.subarray(0, middle));
      setTimeout(() => answer.end(body.subarray(middle)), HELD_MS);
    })();
  });
  await new Promise<void>((done) => halves.listen(0, '127.0.0.1', done));

  await page.goto(`http://127.0.0.1:${(halves.address() as AddressInfo).port}/sign-in`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();

  const { painted, shifted } = await page.evaluate(
    () =>
      new Promise<{ painted: number; shifted: number }>((done) => {
        let shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifted += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done({ painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, shifted }), 300);
      }),
  );
  expect(painted, 'painted after the whole page was there').toBeGreaterThan(HELD_MS);
  expect(shifted).toBeLessThan(0.01);
  await page.close();
  halves.closeAllConnections();
  await new Promise((done) => halves.close(done));
});
