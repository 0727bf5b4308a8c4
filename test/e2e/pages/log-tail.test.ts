import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { send } from '../../support/http.ts';
import { callTool } from '../../support/mcp.ts';
import { loadOlderUntil, NO_BROWSER, type OpenedPage, openBrowser, openPage } from '../../support/pages/browser.ts';
import { fileRow, writeLogFile } from '../../support/pages/log-file.ts';
import { loginLink, signedIn } from '../../support/pages/login.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const skip = NO_BROWSER;
/** Rows that a page holds at most. */
const MAX_ROWS = 1000;

let browser: Browser;
let server: TestServer;
before(async () => {
  const folder = scratchFolder();
  const start = Date.now() - 3_600_000;
  const rows = Array.from({ length: MAX_ROWS + 250 }, (_, index) => fileRow(new Date(start + index * 1000)));
  writeLogFile(join(folder, '.codez'), rows);
  server = await startServer({ folder });
  if (!skip) browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server.stop();
});

async function openLive(): Promise<OpenedPage> {
  const opened = await openPage(browser, await loginLink(server));
  await stateOf(opened.page, 'live');
  return opened;
}

async function stateOf(page: Page, state: string): Promise<void> {
  await page.locator(`#tail-state[data-state="${state}"]`).waitFor();
}

test('a hidden tab asks for nothing, and catches up when it is seen again [pages.log.hidden]', { skip }, async () => {
  const { page, problems, close } = await openLive();
  const turn = (state: string): Promise<unknown> =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));`);
  await turn('hidden');
  await stateOf(page, 'hidden');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await callTool(server.url, 'memory_store', { content: 'while nobody looked' });
  await callTool(server.url, 'memory_search', { query: 'looked' });
  assert.deepEqual(asked, []);
  await turn('visible');
  await page.locator('#rows tr.fresh', { hasText: 'memory_store' }).waitFor();
  await page.locator('#rows tr.fresh', { hasText: 'memory_search' }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test('a lost connection is shown, and mended without a row lost [pages.log.reconnect]', { skip }, async () => {
  const { page, problems, picture, close } = await openLive();
  await page.context().setOffline(true);
  // What waits for rows when the line goes down is answered; the next time there is no line.
  await callTool(server.url, 'memory_search', { query: 'line' });
  await page.getByText(/No answer, again in \d+ s/).waitFor();
  await picture('log-retrying');
  await callTool(server.url, 'memory_store', { content: 'while the line was down' });
  await page.context().setOffline(false);
  await page.locator('#rows tr.fresh', { hasText: 'memory_store' }).waitFor();
  await stateOf(page, 'live');
  for (const problem of problems) assert.match(problem, /ERR_INTERNET_DISCONNECTED/);
  await close();
});

test('a page never holds more than a thousand rows, and finds back to the newest [pages.log.bounded]', {
  skip,
}, async () => {
  const { page, problems, close } = await openLive();
  const rows = page.locator('#rows tr');
  await loadOlderUntil(page, page.getByText('The newest calls have left this page.'));
  assert.equal(await rows.count(), MAX_ROWS);
  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await stateOf(page, 'live');
  assert.ok((await rows.count()) <= 100);
  await callTool(server.url, 'memory_store', { content: 'seen again' });
  await page.locator('#rows tr.fresh', { hasText: 'memory_store' }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test('a login that ends while the log is waited for is told no row more [pages.link.bearer-ends]', async () => {
  const headers = { authorization: `Bearer ${await signedIn(server)}` };
  const { text } = await send(server.url, { path: '/admin/mcp/logs?limit=1', headers });
  const { head } = (JSON.parse(text) as { data: { head: string } }).data;
  const waiting = send(server.url, { path: `/admin/mcp/logs?after=${head}&timeout_ms=20000`, headers });
  await send(server.url, { method: 'POST', path: '/admin/logout', headers });
  const reply = await waiting;
  assert.equal(reply.status, 401);
  assert.ok(!reply.text.includes('rows'));
});
