import { violations } from '../support/axe';
import { Post, link, text } from '../support/post';
import { Server } from '../support/server';
import { expect, signIn, test } from '../support/test';

/** A rule needs a reading of the floor, and mail a look at what is due. */
const SENT_MS = 60_000;

test('a rule writes to the members it names when it fires, once, and the log says what became of it', async ({ browser }) => {
  const post = await Post.at();
  await post.open();
  const server = await Server.start(post.args);
  const context = await browser.newContext({ baseURL: server.demo.url, locale: 'en-GB' });
  const page = await context.newPage();
  const [admin, supervisor] = [server.account('admin').email, server.account('supervisor').email];
  await signIn(page, server, 'admin');
  // No stream is open here: once nothing is fetched any more, the script has taken the page over.
  await page.goto('/t/demo/rules', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const form = page.getByRole('region', { name: 'Add a rule' });
  await form.getByLabel('Name').fill('Anybody at work');
  await form.getByLabel('What it watches').selectOption('agent_count');
  for (const state of ['Available', 'On call', 'Wrap-up']) await form.getByLabel(state, { exact: true }).check();
  await form.getByLabel('Threshold').fill('1');
  await form.getByLabel('Has to last (seconds)').fill('0');
  await form.getByLabel('Clears after (seconds) of calm').fill('0');
  await form.getByRole('group', { name: 'Write an e-mail to' }).getByLabel(supervisor).check();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save the rule' }).click();

  await expect.poll(() => post.to(supervisor).length, { timeout: SENT_MS }).toBeGreaterThan(0);
  const letter = post.to(supervisor)[0]!;
  expect(text(letter)).toContain('Anybody at work');
  expect(new URL(link(letter, '/t/demo/')).origin).toBe(server.demo.url);
  expect(text(letter)).not.toMatch(/\d{7}/);
  expect(post.to(admin).filter((other) => text(other).includes('Anybody at work'))).toEqual([]);
  await expect(async () => {
    await page.goto('/t/demo/rules', { waitUntil: 'networkidle' });
    await expect(page.getByRole('table', { name: 'Mail about alarms' })).toContainText('Mail was sent.', { timeout: 1_000 });
  }).toPass({ timeout: SENT_MS });
  expect(post.to(supervisor).filter((other) => text(other).includes('Anybody at work')), 'folded').toHaveLength(1);
  expect(await violations(page)).toEqual([]);
  await context.close();
  await server.end();
  await post.close();
});
