import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { callAsOwner } from '../../support/access-rows.ts';
import { send } from '../../support/http.ts';
import { NO_BROWSER, type OpenedPage, openBrowser, openPage, scrollsSideways } from '../../support/pages/browser.ts';
import { loginLink } from '../../support/pages/login.ts';
import { writeSessions } from '../../support/pages/written-sessions.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const skip = NO_BROWSER;

let browser: Browser;
let server: TestServer;
let webKey: string;
before(async () => {
  if (skip) return;
  const folder = scratchFolder();
  const configDir = join(folder, 'claude');
  writeSessions(configDir, [
    { prompt: 'Find out why the login test fails now and then', model: 'claude-sonnet-4-5', output: 42_000 },
    { prompt: '<img src=/x onerror=alert(1)> and \u202egnp.exe', model: 'claude-opus-4-1', output: 18_000 },
    { prompt: 'Move the billing webhooks to a queue', model: 'claude-sonnet-4-5', output: 64_000 },
    { prompt: 'Write the page on backups', model: 'claude-haiku-4-5', output: 120_000 },
    { prompt: 'Look at the slow query of the report', model: 'claude-sonnet-4-5', output: 30_000 },
  ]);
  server = await startServer({ folder, env: { CLAUDE_CONFIG_DIR: configDir } });
  await callAsOwner(server, 'space_add', { name: 'ops' });
  ({ key: webKey } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1', spaces: ['ops'] }));
  await callAsOwner(server, 'host_add', { name: 'ci-runner', insecure: true, spaces: ['ops:read'] });
  await callAsOwner(server, 'host_add', { name: 'laptop', roaming: true });
  await callAsOwner(server, 'user_add', { name: 'maria' });
  await callAsOwner(server, 'owner_add', {
    sub: 'user_8f3a',
    issuer: 'https://auth.example.com',
    email: 'ada@example.com',
  });
  await ping(webKey);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function openOverview(options: Parameters<typeof openPage>[2] = {}): Promise<OpenedPage> {
  const opened = await openPage(browser, await loginLink(server, '/admin/'), options);
  await opened.page.locator('#hosts .host').first().waitFor();
  await opened.page.locator('#chart .bar').first().waitFor();
  return opened;
}

/** Calls as a host does; returns the status. */
async function ping(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return (
    await send(server.url, { method: 'POST', path: '/mcp', headers, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' })
  ).status;
}

const hostOf = ({ page }: OpenedPage, name: string): Locator => page.locator(`[data-host="${name}"]`);

test('the overview shows hosts, windows, spaces, users, owners, sessions and usage [pages.overview]', {
  skip,
}, async () => {
  const opened = await openOverview();
  const { page, problems, close } = opened;
  assert.match((await hostOf(opened, 'web-1').textContent()) ?? '', /active.*space ops.*127\.0\.0\.1.*1 call/);
  assert.match(
    (await hostOf(opened, 'ci-runner').textContent()) ?? '',
    /ops:read.*not bound yet.*window open.*never used/,
  );
  assert.match((await page.locator('#spaces').textContent()) ?? '', /ops.*0 notes.*1 may write, 1 only read/);
  assert.match((await page.locator('#users').textContent()) ?? '', /maria/);
  assert.match((await page.locator('#owners').textContent()) ?? '', /ada@example\.com.*user_8f3a.*auth\.example\.com/);
  assert.equal(await page.locator('#sessions li').count(), 5);
  assert.equal(await page.locator('#health').textContent(), 'well');
  assert.equal(await page.locator('#chart .bar').count(), 30);
  assert.match((await page.locator('#models').textContent()) ?? '', /claude-sonnet-4-5\$/);
  assert.match((await page.locator('#usage-total').textContent()) ?? '', /\$\d+\.\d\d · 5 responses in 5 sessions/);
  assert.deepEqual(problems, []);
  await close();
});

test('the chart tells each day, by pointer and by keys, for the period and figure chosen [pages.overview.usage]', {
  skip,
}, async () => {
  const { page, problems, close } = await openOverview();
  await page.getByLabel('Period').selectOption('7');
  await page.locator('#chart .bar').nth(7).waitFor({ state: 'detached' });
  await page.getByLabel('What to show').selectOption('output');
  const told = page.locator('#chart .told');
  await told.getByText('42,000 tokens').waitFor();
  await page.locator('#chart .bar').last().focus();
  await page.keyboard.press('ArrowLeft');
  await told.getByText('18,000 tokens').waitFor();
  await page.locator('#chart .bar').nth(4).hover();
  await told.getByText('64,000 tokens').waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test('a host is disabled and enabled, and its key obeys at once [pages.actions]', { skip }, async () => {
  const opened = await openOverview();
  const host = hostOf(opened, 'web-1');
  assert.equal(await ping(webKey), 200);
  await host.getByRole('button', { name: 'Disable' }).click();
  await opened.page.getByText('web-1 is disabled').waitFor();
  await host.getByText('disabled', { exact: true }).waitFor();
  assert.equal(await ping(webKey), 403);
  await host.getByRole('button', { name: 'Enable' }).click();
  await host.getByText('active', { exact: true }).waitFor();
  assert.equal(await ping(webKey), 200);
  assert.deepEqual(opened.problems, []);
  await opened.close();
});

test('a window is closed and opened, a host may roam and no more [pages.actions]', { skip }, async () => {
  const opened = await openOverview();
  const host = hostOf(opened, 'ci-runner');
  await host.getByRole('button', { name: 'Close window' }).click();
  await host.getByRole('button', { name: 'Open window' }).waitFor();
  await host.getByText('window closed', { exact: true }).first().waitFor();
  await host.getByRole('button', { name: 'Open window' }).click();
  await host.getByText(/window open, 2\d min left|window open, 30 min left/).waitFor();
  const laptop = hostOf(opened, 'laptop');
  await laptop.getByRole('button', { name: 'Bind' }).click();
  await laptop.getByRole('button', { name: 'Let roam' }).click();
  await laptop.getByText('roaming').waitFor();
  assert.deepEqual(opened.problems, []);
  await opened.close();
});

test('a key is rotated only after asking, and the new one shown once [pages.actions.ask]', { skip }, async () => {
  const opened = await openOverview();
  const { page, problems, picture, close } = opened;
  const rotate = hostOf(opened, 'web-1').getByRole('button', { name: 'Rotate key' });
  await rotate.click();
  await page.getByRole('heading', { name: 'Rotate the key of web-1?' }).waitFor();
  await picture('rotate-asks');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await rotate.click();
  await page.keyboard.press('Escape');
  assert.equal(await ping(webKey), 200, 'nothing was done');
  await rotate.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate key' }).click();
  const key = (await page.locator('#secret').textContent()) ?? '';
  assert.match(key, /^cz_[\w-]{43}$/);
  await picture('rotated');
  assert.equal(await ping(webKey), 401);
  assert.equal(await ping(key), 200);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.locator('#secret').waitFor({ state: 'detached' });
  assert.ok(!(await page.content()).includes(key));
  webKey = key;
  assert.deepEqual(problems, []);
  await close();
});

test('what an action was refused for is told [pages.actions]', { skip }, async () => {
  const opened = await openOverview();
  await callAsOwner(server, 'host_add', { name: 'gone' });
  await opened.page.reload();
  await hostOf(opened, 'gone').waitFor();
  await callAsOwner(server, 'host_remove', { name: 'gone' });
  await hostOf(opened, 'gone').getByRole('button', { name: 'Disable' }).click();
  await opened.page.locator('#toast', { hasText: 'gone' }).waitFor();
  await hostOf(opened, 'gone').waitFor({ state: 'detached' });
  for (const problem of opened.problems) assert.match(problem, /^Failed to load resource.*404/);
  await opened.close();
});

test('titles of sessions are text [pages.log.escaped]', { skip }, async () => {
  const { page, problems, close } = await openOverview();
  await page.locator('#sessions').getByText('<img src=/x onerror=alert(1)> and ‹U+202E›gnp.exe').waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test('the overview follows the theme of the system and fits a phone [pages.look]', { skip }, async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const wide = await openOverview({ colorScheme, viewport: { width: 1280, height: 1400 } });
    await wide.picture(`overview-${colorScheme}`);
    await wide.close();
    const phone = await openOverview({ colorScheme, viewport: { width: 360, height: 1600 }, isMobile: true });
    assert.equal(await scrollsSideways(phone.page), false);
    await phone.picture(`overview-phone-${colorScheme}`);
    await phone.close();
  }
});
