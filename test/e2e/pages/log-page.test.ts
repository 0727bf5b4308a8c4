import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { callTool } from '../../support/mcp.ts';
import {
  loadOlderUntil,
  NO_BROWSER,
  type OpenedPage,
  openBrowser,
  openPage,
  scrollsSideways,
} from '../../support/pages/browser.ts';
import { fileRow, writeLogFile } from '../../support/pages/log-file.ts';
import { loginLink } from '../../support/pages/login.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const skip = NO_BROWSER;
const MINUTE_MS = 60_000;
/** Calls written before the server starts. */
const OLD_ROWS = 260;

let browser: Browser;
let server: TestServer;
before(async () => {
  if (skip) return;
  const folder = scratchFolder();
  const start = Date.now() - 3 * 60 * MINUTE_MS;
  const kinds = [
    {},
    { tool: 'memory_search', principal: 'host:db-2', duration_ms: 6200 },
    { tool: 'memory_search', status: 'error', code: 'not_found' },
    { principal: 'anonymous', method: 'POST /mcp', tool: '', status: 'denied', code: 'unauthenticated' },
  ] as const;
  const rows = Array.from({ length: OLD_ROWS }, (_, index) => {
    const { tool, ...row } = fileRow(new Date(start + index * 10_000), kinds[index % kinds.length]);
    return tool === '' || tool === undefined ? row : { ...row, tool };
  });
  writeLogFile(join(folder, '.codez'), rows);
  server = await startServer({ folder });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function openLog(fragment = '', options: Parameters<typeof openPage>[2] = {}): Promise<OpenedPage> {
  const opened = await openPage(browser, `${await loginLink(server)}${fragment}`, options);
  await opened.page.locator('#tail-state[data-state="live"]').waitFor();
  return opened;
}

test('a call that comes while the page is open appears at its top [pages.log.live, seed2.log]', { skip }, async () => {
  const { page, problems, close } = await openLog();
  const first = page.locator('#rows tr').first();
  await callTool(server.url, 'memory_store', { content: 'seen at once' });
  await page.locator('#rows tr.fresh', { hasText: 'memory_store' }).waitFor();
  assert.match((await first.textContent()) ?? '', /ok.*owner:local.*memory_store.*127\.0\.0\.1/);
  assert.deepEqual(problems, []);
  await close();
});

test('a paused page shows what came once it goes on [pages.log.live]', { skip }, async () => {
  const { page, problems, close } = await openLog();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.locator('#tail-state[data-state="paused"]').waitFor();
  const before = await page.locator('#rows tr').count();
  await callTool(server.url, 'memory_list', { resource_id: 'none' });
  assert.equal(await page.locator('#rows tr').count(), before);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.locator('#rows tr.fresh', { hasText: 'memory_list' }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test('who reads further down is not moved, and told what came [pages.log.position]', { skip }, async () => {
  const { page, problems, close } = await openLog();
  await page.evaluate('scrollTo(0, 1500)');
  await page.locator('#rows tr').nth(60).waitFor();
  const place = await page.evaluate('scrollY');
  await callTool(server.url, 'memory_retrieve', { id: 'no-such-note' }).catch(() => undefined);
  const arrived = page.getByRole('button', { name: '1 new call' });
  await arrived.waitFor();
  assert.equal(await page.evaluate('scrollY'), place);
  assert.equal(await page.locator('#rows tr.fresh').count(), 0);
  await arrived.click();
  await page.locator('#rows tr.fresh', { hasText: 'memory_retrieve' }).waitFor();
  assert.deepEqual(problems, []);
  await close();
});

test('filters narrow the rows and stand in the address, the code does not [pages.log.filters]', { skip }, async () => {
  const { page, problems, close } = await openLog();
  assert.ok(!page.url().includes('code'), page.url());
  await page.getByLabel('Status').selectOption('denied');
  await page.locator('#rows tr:not(:has(.pill.bad))').first().waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).hash, '#status=denied');
  await page.getByLabel('Tool').fill('memory_search');
  await page.getByText('Nothing fits these filters').waitFor();
  await page.getByLabel('Status').selectOption('');
  await page.locator('#rows tr', { hasText: 'memory_search' }).first().waitFor();
  await page.getByLabel('Principal').fill('host:db-2');
  await page.locator('#rows tr', { hasText: 'host:web-1' }).first().waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).hash, '#principal=host%3Adb-2&tool=memory_search');
  await page.reload();
  await page.locator('#tail-state[data-state="live"]').waitFor();
  assert.equal(await page.getByLabel('Principal').inputValue(), 'host:db-2');
  assert.equal(await page.locator('#rows tr', { hasText: 'host:web-1' }).count(), 0);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.locator('#rows tr', { hasText: 'host:web-1' }).first().waitFor();
  assert.equal(new URL(page.url()).hash, '');
  await page.getByLabel('Text').fill('NOT_found');
  await page.locator('#rows tr', { hasText: 'host:db-2' }).first().waitFor({ state: 'detached' });
  assert.ok((await page.locator('#rows tr', { hasText: 'not_found' }).count()) > 0);
  assert.deepEqual(problems, []);
  await close();
});

test('a row that does not fit the filters does not come in [pages.log.filters]', { skip }, async () => {
  const { page, problems, close } = await openLog('&tool=memory_list');
  await callTool(server.url, 'memory_store', { content: 'not asked for' });
  await callTool(server.url, 'memory_list', { resource_id: 'none' });
  await page.locator('#rows tr.fresh', { hasText: 'memory_list' }).waitFor();
  assert.equal(await page.locator('#rows tr', { hasText: 'memory_store' }).count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test('older rows are loaded as they are asked for, to the end [pages.log.older]', { skip }, async () => {
  const { page, problems, close } = await openLog('&since=7d&principal=host:web-1');
  const rows = page.locator('#rows tr');
  assert.ok((await rows.count()) <= 100);
  await loadOlderUntil(page, page.getByText('No older calls'));
  assert.equal(await rows.count(), OLD_ROWS / 2);
  const times = await Promise.all((await rows.locator('td.time').all()).map((cell) => cell.getAttribute('title')));
  assert.deepEqual(times, [...times].sort().reverse());
  assert.deepEqual(problems, []);
  await close();
});

test('rows are reached and opened by keys, Escape closes and gives the focus back [pages.log.keys]', {
  skip,
}, async () => {
  const { page, problems, close } = await openLog('&principal=host:db-2');
  await page.getByRole('link', { name: 'Skip to the rows' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details of a call' });
  await details.waitFor();
  const text = (await details.textContent()) ?? '';
  for (const part of ['host:db-2', 'memory_search', '192.0.2.10', '6.2 s', '1.8 kB', 'codex/1.0']) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
  assert.equal(await page.locator('#rows tr').nth(1).getAttribute('aria-current'), 'true');
  await page.keyboard.press('Escape');
  assert.ok(await details.isHidden());
  assert.equal(await page.locator('#rows tr:focus').textContent(), await page.locator('#rows tr').nth(1).textContent());
  assert.deepEqual(problems, []);
  await close();
});

test('the details narrow the log to what they show [pages.log.keys]', { skip }, async () => {
  const { page, problems, close } = await openLog();
  await page.locator('#rows tr', { hasText: 'host:db-2' }).first().click();
  await page.getByRole('button', { name: 'Only this principal' }).click();
  await page.locator('#rows tr', { hasText: 'host:web-1' }).first().waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).hash, '#principal=host%3Adb-2');
  assert.deepEqual(problems, []);
  await close();
});

test('the page follows the theme of the system and fits a phone [pages.look]', { skip }, async () => {
  const backgrounds = new Set<string>();
  for (const colorScheme of ['light', 'dark'] as const) {
    const wide = await openLog('', { colorScheme });
    backgrounds.add(await wide.page.evaluate('getComputedStyle(document.body).backgroundColor'));
    await wide.page.locator('#rows tr').nth(2).click();
    await wide.picture(`log-${colorScheme}`);
    await wide.close();
    const phone = await openLog('', {
      colorScheme,
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
    });
    assert.equal(await scrollsSideways(phone.page), false);
    await phone.picture(`log-phone-${colorScheme}`);
    await phone.page.locator('#rows tr').nth(2).tap();
    await phone.page.getByRole('button', { name: 'Close details' }).waitFor();
    assert.equal(await scrollsSideways(phone.page), false);
    await phone.picture(`details-phone-${colorScheme}`);
    await phone.close();
  }
  assert.equal(backgrounds.size, 2);
});
