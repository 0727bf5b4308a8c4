import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderCost, renderTokens } from '../../../../src/cli/text/render-cost.ts';
import { renderAge, renderDuration } from '../../../../src/cli/text/render-time.ts';
import { shownFolder } from '../../../../src/cli/text/shown-folder.ts';
import { shownLine, shownText } from '../../../../src/cli/text/shown-text.ts';
import { cutLine, cutLineStart, padLine, textWidth } from '../../../../src/cli/text/text-width.ts';
import { wrapText } from '../../../../src/cli/text/wrap-text.ts';

test('a line needs the columns a terminal gives it', () => {
  const widths: [string, number][] = [
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['한글', 4],
    ['👍', 2],
    ['👨‍👩‍👧', 2],
    ['a\u200bb', 2],
    ['Ａ', 2],
  ];
  for (const [text, width] of widths) assert.equal(textWidth(text), width, JSON.stringify(text));
});

test('a line is cut and filled by columns, never within a character', () => {
  assert.equal(cutLine('abcdef', 6), 'abcdef');
  assert.equal(cutLine('abcdefg', 6), 'abcde…');
  assert.equal(cutLine('日本語', 4), '日…');
  assert.equal(cutLine('👨‍👩‍👧👍👍', 4), '👨‍👩‍👧…');
  assert.equal(cutLineStart('~/a/long/folder', 8), '…/folder');
  assert.equal(cutLine('abc', 0), '');
  assert.equal(padLine('日', 4), '日  ');
});

test('text is wrapped at blanks, lists hang, long words are broken', () => {
  const cases: [string, number, string[]][] = [
    ['one two three', 10, ['one two', 'three']],
    ['a\n\nb', 10, ['a', '', 'b']],
    ['- one two three four', 12, ['- one two', '  three four']],
    ['12. one two three', 12, ['12. one two', '    three']],
    ['    code that is long', 14, ['    code that', '    is long']],
    ['abcdefghijklmno', 10, ['abcdefghij', 'klmno']],
    ['日本語日本語', 10, ['日本語日本', '語']],
    ['', 10, ['']],
  ];
  for (const [text, columns, lines] of cases) assert.deepEqual(wrapText(text, columns), lines, text);
});

test('wrapping loses no character and keeps to its columns', () => {
  const text = 'Lorem ipsum  dolor sit amet, 日本語のテキスト consectetur adipiscing elit; '.repeat(20);
  for (const columns of [10, 17, 40, 80]) {
    const lines = wrapText(text, columns);
    assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    for (const line of lines) assert.ok(textWidth(line.trimEnd()) <= columns, line);
  }
});

test('text of others is shown without driving the terminal', () => {
  assert.equal(shownText('a\tb\r\nc\rd\u001b[2J\u202e\u2028'), 'a    b\nc\\u000dd\\u001b[2J\\u202e\\u2028');
  assert.equal(shownLine(' a\n\tb\u0007 '), 'a b\\u0007');
  assert.equal(shownLine('abcdefghij', 5), 'abcd…');
});

test('times, costs, tokens and folders are shown as people write them', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  const ages: [string, string][] = [
    ['2026-01-01T23:59:30Z', 'now'],
    ['2026-01-01T23:55:00Z', '5m'],
    ['2026-01-01T20:30:00Z', '3h'],
    ['2025-12-20T00:00:00Z', '13d'],
    ['2023-01-01T00:00:00Z', '3y'],
    ['2026-01-03T00:00:00Z', 'now'],
    ['never', ''],
  ];
  for (const [at, age] of ages) assert.equal(renderAge(at, now), age, at);
  const durations: [number, string][] = [
    [40, '40 ms'],
    [420, '0.4 s'],
    [12_300, '12 s'],
    [59_990, '1 min'],
    [185_000, '3 min 5 s'],
    [7_440_000, '2 h 4 min'],
    [28_800_000, '8 h'],
  ];
  for (const [ms, shown] of durations) assert.equal(renderDuration(ms), shown);
  assert.deepEqual([0, 0.01234, 12.5].map(renderCost), ['$0.00', '$0.0123', '$12.50']);
  assert.deepEqual([950, 12_345, 999_999, 1_234_567].map(renderTokens), ['950', '12.3k', '1.0M', '1.2M']);
  assert.equal(shownFolder('/home/me/src', '/home/me'), '~/src');
  assert.equal(shownFolder('/home/meadow', '/home/me'), '/home/meadow');
  assert.equal(shownFolder('/srv', '/'), '/srv');
});
