import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { parseRow, renderRow } from '../../../src/audit/row-line.ts';
import { newLogFolder, openTestLog, rowOf } from '../../support/access-log.ts';

/** Every field that a client has a say in, filled with `text`. */
function rowWith(text: string): AccessRow {
  return rowOf(1, {
    request_id: text,
    principal: text,
    space: text,
    address: text,
    method: text,
    tool: text,
    session_id: text,
    machine: text,
    user_agent: text,
  });
}

const UNSEEN: Readonly<Record<string, string>> = {
  'line ends': 'a\nb\rc\u2028d\u2029e\u0085f',
  'terminal sequences': '\u001b[2J\u001b]0;title\u0007\u009b31m\u0000\u007f',
  'text turned round': 'a\u202eb\u2066c\u2069d\u200fe\u061cf',
  'what is not seen': 'a\u200bb\u200dc\u2060d\ufeffe\u00adf\u180eg\u{e0041}h\ufe0f\u115f\u3164',
  'lone surrogates': 'a\ud800b\udc00c',
  'private use': 'a\ue000b\u{10fffd}c',
};

for (const [what, text] of Object.entries(UNSEEN)) {
  test(`${what}: escaped in the file, the same when read [access.log.files.escaped]`, async () => {
    const folder = newLogFolder();
    const log = await openTestLog(folder);
    log.write(rowWith(text));
    await log.close();
    const bytes = readFileSync(join(folder, '2026-01-31.jsonl'), 'latin1');
    assert.match(bytes, /^[\x20-\x7e]+\n$/, 'nothing but plain ASCII and one line end');
    assert.equal(parseRow(bytes)?.user_agent, text);
    const next = await openTestLog(folder);
    const { rows } = await next.list({}, { limit: 1 });
    assert.deepEqual(rows, [rowWith(text)]);
    await next.close();
  });
}

test('letters of any script stay readable in the file [access.log.files.escaped]', () => {
  const text = 'Grüße 世界 Привет שלום 👋';
  assert.ok(renderRow(rowWith(text)).includes(`"user_agent":"${text}"`));
});

test('a row has its time first and its fields in one order, whatever the order of the given', () => {
  const given = rowOf(1, { code: 'forbidden', status: 'denied', space: 'web-1' });
  const turned = Object.fromEntries(Object.entries(given).reverse()) as unknown as AccessRow;
  assert.equal(renderRow(turned), renderRow(given));
  assert.match(renderRow(given), /^\{"at":"2026-01-31T12:00:00\.000Z","request_id":"r1",/);
});

test('fields are cut, and no character is halved [access.log.files.bounded]', () => {
  for (const text of ['x'.repeat(1_000_000), '👋'.repeat(500_000), '\u0001'.repeat(1_000_000), '"'.repeat(1_000_000)]) {
    const line = renderRow(rowWith(text));
    assert.ok(Buffer.byteLength(line) <= 10_000, `${Buffer.byteLength(line)} bytes`);
    const row = parseRow(line);
    assert.ok(row?.user_agent !== undefined && text.startsWith(row.user_agent));
    assert.doesNotMatch(row.user_agent, /[\ud800-\udbff]$/);
  }
});

test('figures that are none do not damage a row', () => {
  for (const figure of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300]) {
    const line = renderRow(rowOf(1, { duration_ms: figure, bytes_in: figure, bytes_out: figure }));
    assert.equal(parseRow(line)?.bytes_in, 0, line);
  }
  assert.equal(parseRow(renderRow(rowOf(1, { duration_ms: 1.25 })))?.duration_ms, 1.3);
});

test('lines that are no rows are none [access.log.list.damaged]', () => {
  const whole = JSON.parse(renderRow(rowOf(1))) as Record<string, unknown>;
  const lines = ['', ' ', 'null', '[]', '1', '"text"', '{}', '{"at":1}', '{', '\0\0\0', 'x'.repeat(100)];
  for (const line of lines) assert.equal(parseRow(line), undefined, line);
  for (const field of ['at', 'request_id', 'principal', 'address', 'door', 'method', 'status', 'duration_ms']) {
    for (const value of [undefined, null, {}, [], true, field === 'duration_ms' ? 'x' : 7]) {
      assert.equal(parseRow(JSON.stringify({ ...whole, [field]: value })), undefined, `${field}: ${String(value)}`);
    }
  }
});

test('what is unknown in a row, or of another type, is left out [access.log.list.damaged]', () => {
  const line = JSON.stringify({ ...rowOf(1), more: 1, tool: 5, code: 'no_such', user_agent: {}, __proto__: { a: 1 } });
  const { tool: _, user_agent: __, ...rest } = rowOf(1);
  assert.deepEqual(parseRow(line), rest);
});
