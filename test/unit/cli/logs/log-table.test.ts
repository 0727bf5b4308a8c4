import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogRow } from '../../../../src/cli/logs/log-page.ts';
import { LogTable } from '../../../../src/cli/logs/log-table.ts';
import { textWidth } from '../../../../src/cli/text/text-width.ts';
import { rowOf } from '../../../support/access-log.ts';

const same = (text: string): string => text;
const PLAIN = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
const named = (name: string) => (text: string) => `<${name}>${text}</>`;
const MARKED = { ...PLAIN, red: named('red'), green: named('green'), yellow: named('yellow') };

const ROWS: readonly LogRow[] = [
  rowOf(1),
  rowOf(2, {
    principal: 'host:a-host-with-quite-a-long-name-01',
    status: 'denied',
    code: 'unauthenticated',
    tool: '(unknown)',
  }),
  rowOf(3, {
    address: '2001:db8:1234:5678:9abc:def0:1234:5678',
    status: 'error',
    code: 'rate_limited',
    bytes_out: 123_456_789,
  }),
  rowOf(4, { tool: '会话'.repeat(30), principal: 'user:👋', duration_ms: 3_600_000 }),
];

function draw(width: number | undefined, isOpen = false, offset = 0): string[] {
  const table = new LogTable(ROWS, isOpen, { style: PLAIN, width, offsetMinutes: () => offset });
  return [table.heading(), ...ROWS.map((row) => table.line(row))];
}

test('lines are never wider than the terminal, down to 40 columns [cli.logs.narrow]', () => {
  for (let width = 40; width <= 160; width++) {
    for (const isOpen of [false, true]) {
      for (const line of draw(width, isOpen)) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
    }
  }
});

test('what is left out on a narrow terminal: the size first, never time, status, principal and call [cli.logs.narrow]', () => {
  const headings = (width: number): string[] => (draw(width)[0] ?? '').split(/ +/);
  assert.deepEqual(headings(40), ['TIME', 'STATUS', 'PRINCIPAL', 'CALL']);
  assert.ok(!headings(90).includes('SIZE') && headings(90).includes('ADDRESS'));
  assert.equal(headings(160).length, 9);
});

test('without a width nothing is cut or left out [cli.logs.narrow]', () => {
  const text = draw(undefined).join('\n');
  for (const part of [
    'a-host-with-quite-a-long-name-01',
    '会话'.repeat(30),
    '2001:db8:1234:5678:9abc:def0:1234:5678',
  ]) {
    assert.ok(text.includes(part), part);
  }
});

test('times are local, with the date where there is room [cli.logs.table]', () => {
  assert.match(draw(undefined, false, 90)[1] ?? '', /^2026-01-31 13:30:00 /);
  assert.match(draw(100, false, 13 * 60)[1] ?? '', /^02-01 01:00:00 /);
  assert.match(draw(60)[1] ?? '', /^12:00:00 /);
});

test('status has its colour, and so has the code of what failed [cli.logs.table]', () => {
  const table = new LogTable(ROWS, false, { style: MARKED, offsetMinutes: () => 0 });
  assert.match(table.line(ROWS[0] as LogRow), /<green>ok *<\/>/);
  assert.match(table.line(ROWS[1] as LogRow), /<red>denied<\/>.*<red>unauthenticated<\/>/);
  assert.match(table.line(ROWS[2] as LogRow), /<yellow>error *<\/>.*<yellow>rate_limited *<\/>/);
});

test('an odd time and text that drives a terminal are shown, not obeyed [cli.logs.safe]', () => {
  const odd = rowOf(5, { at: 'no\u001btime', tool: 'a\u001b[2J\u202e\nb' });
  const table = new LogTable([odd], false, { style: PLAIN, width: 100, offsetMinutes: () => 0 });
  const line = table.line(odd);
  assert.match(line, /a\\u001b\[2J\\u202e b/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  assert.doesNotMatch(line, /[\u0000-\u001f\u202e]/);
});
