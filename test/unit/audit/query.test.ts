import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AccessQuery } from '../../../src/audit/access-log.ts';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { renderRow } from '../../../src/audit/row-line.ts';
import {
  idsBetween,
  idsOf,
  NOON,
  newLogFolder,
  openTestLog,
  putLogFile,
  readIds,
  readPages,
  rowOf,
  TestTime,
} from '../../support/access-log.ts';

const HOUR_MS = 3_600_000;

const ROWS: readonly Partial<AccessRow>[] = [
  { principal: 'owner:local', user_agent: 'curl/8.5' },
  { principal: 'host:web-1', tool: 'memory_store', space: 'web-1', address: '10.0.0.7' },
  { principal: 'host:web-10', status: 'denied', code: 'forbidden' },
  { principal: 'user:web-1', door: 'rest', method: 'POST /mcp/memories/store', tool: 'memory_store' },
  { principal: 'anonymous', status: 'denied', code: 'unauthenticated', user_agent: 'Ünïcödé "quoted" \\ back' },
  { principal: 'host:web-1', tool: '(unknown)', status: 'error', code: 'not_found', user_agent: 'a\u202eb\u200bc' },
  { principal: 'owner:sub@issuer:8443', door: 'cli', tool: 'host_add', user_agent: '日本語 ΑΒΓ' },
  { principal: 'owner:local', door: 'cli', tool: 'access_log' },
  { principal: 'owner:local', door: 'cli', method: 'initialize', tool: undefined as never },
  { principal: 'owner:local', door: 'cli', method: 'DELETE /mcp', tool: undefined as never, status: 'error' },
];

const QUERIES: readonly (readonly [string, AccessQuery, readonly number[]])[] = [
  ['nothing: all but what is by the way', {}, [10, 7, 6, 5, 4, 3, 2, 1]],
  ['all', { withReads: true }, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ['kind and name', { principal: 'host:web-1' }, [6, 2]],
  ['a name of any kind', { principal: 'web-1' }, [6, 4, 2]],
  ['a name with a colon', { principal: 'sub@issuer:8443' }, [7]],
  ['anonymous', { principal: 'anonymous' }, [5]],
  ['a part of a name', { principal: 'web' }, []],
  ['a name in another case', { principal: 'WEB-1' }, []],
  ['a principal with quotes', { principal: 'x","status":"ok' }, []],
  ['tool', { tool: 'memory_store' }, [4, 2]],
  ['a part of a tool', { tool: 'memory' }, []],
  ['unknown tools', { tool: '(unknown)' }, [6]],
  ['reading the log, which is left out', { tool: 'access_log' }, []],
  ['reading the log, asked for', { tool: 'access_log', withReads: true }, [8]],
  ['status ok', { status: 'ok' }, [7, 4, 2, 1]],
  ['status denied', { status: 'denied' }, [5, 3]],
  ['status error', { status: 'error' }, [10, 6]],
  ['door', { door: 'rest' }, [4]],
  ['door and status', { door: 'cli', status: 'ok' }, [7]],
  ['text in any case', { q: 'CURL' }, [1]],
  ['text of an address', { q: '10.0.0.7' }, [2]],
  ['text of a code', { q: 'unauth' }, [5]],
  ['a number', { q: '120' }, [10, 7, 6, 5, 4, 3, 2, 1]],
  ['text with letters that have strange capitals', { q: 'initialize', withReads: true }, [9]],
  ['letters beyond ASCII in another case', { q: 'ünÏCÖDÉ' }, [5]],
  ['Greek in another case', { q: 'αβγ' }, [7]],
  ['Han', { q: '本語' }, [7]],
  ['quotes', { q: '"QUOTED"' }, [5]],
  ['a backslash', { q: '\\ b' }, [5]],
  ['what is escaped in the file', { q: 'a\u202eB' }, [6]],
  ['its escape is not its text', { q: 'u202e' }, []],
  ['names of fields are no text', { q: 'user_agent' }, []],
  ['text across fields', { q: '","' }, []],
  ['all at once', { principal: 'web-1', tool: 'memory_store', status: 'ok', door: 'mcp', q: 'WEB' }, [2]],
  ['one that fails of many', { principal: 'web-1', tool: 'memory_store', status: 'ok', door: 'cli', q: 'WEB' }, []],
];

for (const [what, query, expected] of QUERIES) {
  test(`${what}: the same rows from memory and from disk [access.log.list.filters, access.log.list.memory]`, async () => {
    const folder = newLogFolder();
    const log = await openTestLog(folder);
    for (const [at, fields] of ROWS.entries()) log.write(rowOf(at + 1, fields));
    const ids = expected.map((number) => `r${number}`);
    assert.deepEqual(await readIds(log, query), ids, 'in memory');
    await log.close();
    const next = await openTestLog(folder);
    assert.deepEqual(await readIds(next, query), ids, 'on disk');
    assert.deepEqual(await readIds(next, query, 1), ids, 'one at a time');
    await next.close();
  });
}

test('since: by when a call began, over files and hours [access.log.list.filters]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-29.jsonl', 1);
  putLogFile(folder, '2026-01-30.jsonl', 2);
  const time = new TestTime();
  const log = await openTestLog(folder, { time });
  for (let hour = 0; hour < 5; hour++) log.write(rowOf(3 + hour, {}, NOON + hour * HOUR_MS));
  // It began long ago and ended now.
  log.write(rowOf(8, { duration_ms: 4 * HOUR_MS }, NOON - HOUR_MS));
  time.now = NOON + 5 * HOUR_MS;
  await log.close();
  const next = await openTestLog(folder, { time });
  assert.deepEqual(await readIds(next, { since: NOON + 2 * HOUR_MS }), ['r7', 'r6', 'r5']);
  assert.deepEqual(await readIds(next, { since: NOON + 2 * HOUR_MS + 1 }), ['r7', 'r6']);
  assert.deepEqual(await readIds(next, { maxAgeMs: 2 * HOUR_MS }), ['r7', 'r6']);
  assert.deepEqual(await readIds(next, { maxAgeMs: 2 * HOUR_MS, since: NOON + 4 * HOUR_MS }), ['r7']);
  assert.deepEqual(await readIds(next, { since: NOON - 30 * HOUR_MS }), idsBetween(8, 2));
  assert.deepEqual(await readIds(next, { since: 0 }), idsBetween(8, 1));
  assert.deepEqual(await readIds(next, { since: -5 }), idsBetween(8, 1));
  assert.deepEqual(await readIds(next, { since: Number.MAX_SAFE_INTEGER }), []);
  assert.deepEqual(await readIds(next, { maxAgeMs: Number.MAX_SAFE_INTEGER }), idsBetween(8, 1));
  await next.close();
});

test('damaged lines, long ones and whole stretches of them cost no other row [access.log.list.damaged]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-31.jsonl', 1);
  const path = join(folder, '2026-01-31.jsonl');
  const damages = [
    '\n\n\n',
    'no JSON\n',
    `${'x'.repeat(3_000_000)}\n`,
    `${'\0'.repeat(300_000)}\n`,
    `{"at":"${'y'.repeat(400_000)}\n`,
    renderRow(rowOf(99)).slice(0, -20),
    Buffer.from([0xff, 0xfe, 0x0a]),
    '{"at":"2026-01-31T12:00:00.000Z"}\n',
  ];
  for (const [at, damage] of damages.entries()) {
    appendFileSync(path, damage);
    appendFileSync(path, `\n${renderRow(rowOf(at + 2))}`);
  }
  const log = await openTestLog(folder);
  assert.deepEqual(await readIds(log, {}, 2), idsBetween(damages.length + 1, 1));
  assert.deepEqual(await readIds(log, { q: 'R3' }), ['r3']);
  assert.deepEqual(await readIds(log, { since: NOON }), idsBetween(damages.length + 1, 1));
  assert.deepEqual(await readIds(log, { since: NOON + 1 }), []);
  const head = '2026-01-31.0.0.other';
  const page = await log.follow({}, { head, limit: 100, timeoutMs: 0, signal: new AbortController().signal });
  assert.deepEqual(idsOf(page), idsBetween(1, damages.length + 1));
  await log.close();
});

test('rows over many pieces of a file are all found, back and forth [access.log.list, access.log.list.bounded, access.log.follow]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-31.jsonl', 1);
  const lines: string[] = [];
  for (let number = 2; number <= 6000; number++) {
    lines.push(
      renderRow(
        rowOf(number, { user_agent: 'é'.repeat((number * 7919) % 200), ...(number % 1000 === 0 && { space: 'rare' }) }),
      ),
    );
  }
  appendFileSync(join(folder, '2026-01-31.jsonl'), lines.join(''));
  const log = await openTestLog(folder);
  assert.deepEqual(await readIds(log), idsBetween(6000, 1));
  assert.deepEqual(await readIds(log, { q: 'rare' }), ['r6000', 'r5000', 'r4000', 'r3000', 'r2000', 'r1000']);
  const seen: string[] = [];
  for (let head = '2026-01-31.0.0.x'; ; ) {
    const page = await log.follow({}, { head, limit: 700, timeoutMs: 0, signal: new AbortController().signal });
    if (page.rows.length === 0) break;
    seen.push(...idsOf(page));
    head = page.head;
  }
  assert.deepEqual(seen, idsBetween(1, 6000));
  await log.close();
  // Time is over at once: each page looks at one piece, and the next goes on.
  const hasty = await openTestLog(folder, { lookMs: 0 });
  const pages = await readPages(hasty, { q: 'rare' });
  assert.ok(pages.length > 5, `${pages.length} pages`);
  assert.deepEqual(pages.flatMap(idsOf), ['r6000', 'r5000', 'r4000', 'r3000', 'r2000', 'r1000']);
  const signal = new AbortController().signal;
  const all = await hasty.follow({ q: 'rare' }, { head: '2026-01-31.0.0.x', limit: 9, timeoutMs: 60_000, signal });
  assert.equal(all.rows[0]?.request_id, 'r1000', 'a wait looks on until it finds');
  await hasty.close();
});

test('a page is bounded in rows, bytes and time, and goes on [access.log.list.bounded]', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder, { pageBytes: 1000, batchBytes: 500 });
  for (let number = 10; number < 60; number++) log.write(rowOf(number));
  const pages = await readPages(log);
  assert.deepEqual(pages.flatMap(idsOf), idsBetween(59, 10));
  for (const { rows } of pages) assert.ok(rows.length <= 4, `${rows.length}`);
  await log.close();
});

test('cursors go on while files go and rows come [access.log.list]', async () => {
  const folder = newLogFolder();
  for (let day = 10; day < 20; day++) putLogFile(folder, `2026-01-${day}.jsonl`, day);
  const log = await openTestLog(folder);
  log.write(rowOf(20));
  const first = await log.list({}, { limit: 4 });
  assert.deepEqual(idsOf(first), idsBetween(20, 17));
  writeFileSync(join(folder, '2026-01-16.jsonl'), '');
  for (let number = 21; number < 30; number++) log.write(rowOf(number));
  const second = await log.list({}, { limit: 2, cursor: first.next });
  assert.deepEqual(idsOf(second), ['r15', 'r14']);
  await log.close();
  const next = await openTestLog(folder, { time: new TestTime(NOON + 15 * 86_400_000) });
  await next.close();
  const last = await openTestLog(folder);
  assert.deepEqual(idsOf(await last.list({}, { limit: 9, cursor: second.next })), [], 'they have gone for their age');
  await last.close();
});
