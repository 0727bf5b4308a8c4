import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { NO_BROWSER, openBrowser, openPage } from '../../support/pages/browser.ts';
import { fileRow, writeLogFile } from '../../support/pages/log-file.ts';
import { loginLink } from '../../support/pages/login.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const skip = NO_BROWSER;
const MARKUP = '<img src=/x onerror=alert(1)><script>alert(2)</script>';
const ATTRIBUTES = `{{7*7}} javascript:alert(3) "' onmouseover="alert(4)`;
const BIDI = 'a\u202egnp.exe\u2066\u200b\u0007';
const SHOWN_BIDI = 'a‹U+202E›gnp.exe‹U+2066›‹U+200B›‹U+0007›';
/** Every text a row may hold; what stands for others in the code (`status`, `door`, `at`) has but a few values. */
const FIELDS = ['principal', 'space', 'address', 'method', 'tool', 'session_id', 'machine', 'user_agent', 'request_id'];

let browser: Browser;
let server: TestServer;
before(async () => {
  if (skip) return;
  const folder = scratchFolder();
  const hostile = (text: string): Record<string, string> =>
    Object.fromEntries(FIELDS.map((name) => [name, `${name} ${text}`]));
  const now = Date.now();
  writeLogFile(join(folder, '.codez'), [
    fileRow(new Date(now - 3000), hostile(MARKUP)),
    fileRow(new Date(now - 2000), hostile(BIDI)),
    fileRow(new Date(now - 1000), hostile(ATTRIBUTES)),
  ]);
  server = await startServer({ folder });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('markup in any field of a row is text, in the table and in the details [pages.log.escaped]', {
  skip,
}, async () => {
  const { page, problems, picture, close } = await openPage(browser, await loginLink(server));
  await page.locator('#rows tr', { hasText: '<img src=/x' }).click();
  const details = page.getByRole('complementary', { name: 'Details of a call' });
  await details.waitFor();
  for (const name of FIELDS) await details.getByText(`${name} ${MARKUP}`, { exact: true }).first().waitFor();
  assert.equal(await page.locator('main img, main script, main [onerror], main [onmouseover]').count(), 0);
  await page.locator('#rows tr', { hasText: 'javascript:' }).click();
  await details.getByText(`user_agent ${ATTRIBUTES}`).waitFor();
  await picture('hostile-markup');
  assert.deepEqual(problems, []);
  await close();
});

test('what turns the order of text, or is not to be seen, is spelt out [pages.log.escaped]', { skip }, async () => {
  const { page, problems, close } = await openPage(browser, await loginLink(server));
  await page.locator('#rows tr', { hasText: `principal ${SHOWN_BIDI}` }).click();
  const details = page.getByRole('complementary', { name: 'Details of a call' });
  await details.waitFor();
  for (const name of FIELDS) await details.getByText(`${name} ${SHOWN_BIDI}`).first().waitFor();
  const text = (await page.locator('body').textContent()) ?? '';
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b]/.test(text) && !text.includes('\u0007'));
  assert.deepEqual(problems, []);
  await close();
});

test('what a stranger sends over HTTP is text as well [pages.log.escaped]', { skip }, async () => {
  const { page, problems, close } = await openPage(browser, await loginLink(server));
  await page.locator('#tail-state[data-state="live"]').waitFor();
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: `x/${MARKUP}`, params: { name: MARKUP } });
  const lines = [
    'POST /mcp HTTP/1.1',
    `Host: 127.0.0.1:${server.port}`,
    `User-Agent: ${MARKUP}`,
    'Authorization: Bearer <b>wrong</b>',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  assert.equal((await sendRaw(server.port, `${lines.join('\r\n')}\r\n\r\n${body}`)).status, 401);
  const own = lines.filter((line) => !line.startsWith('Authorization'));
  assert.equal((await sendRaw(server.port, `${own.join('\r\n')}\r\n\r\n${body}`)).status, 200);
  const row = page.locator('#rows tr.fresh', { hasText: 'denied' });
  await row.click();
  await page.getByRole('complementary').getByText(MARKUP).waitFor();
  assert.ok(!((await page.locator('body').textContent()) ?? '').includes('wrong</b>'));
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test('filters from the address are values, never markup [pages.log.escaped]', { skip }, async () => {
  const fragment = new URLSearchParams({ q: MARKUP, principal: BIDI, tool: '"><svg onload=alert(5)>', status: 'x' });
  const { page, problems, close } = await openPage(browser, `${await loginLink(server)}&${fragment}`);
  await page.getByText('Nothing fits these filters').or(page.getByRole('alert')).first().waitFor();
  assert.equal(await page.getByLabel('Text').inputValue(), MARKUP);
  assert.equal(await page.locator('main svg, main img').count(), 0);
  assert.deepEqual(problems, []);
  await close();
});
