import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findJsonError } from '../../../src/config/json-position.ts';

test('the position of the first error is line and column from 1', () => {
  const cases: [text: string, line: number, column: number][] = [
    ['', 1, 1],
    ['{', 1, 2],
    ['abc', 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a" 1}', 1, 6],
    ['{a: 1}', 1, 2],
    ['[1, 2', 1, 6],
    ['[1,]', 1, 4],
    ['{"a": 01}', 1, 8],
    ['{"a": "x\ny"}', 1, 7],
    ['{} {}', 1, 4],
    ['{"a": nul}', 1, 7],
    ['[1}', 1, 3],
    ['// no comments\n{}', 1, 1],
  ];
  for (const [text, line, column] of cases) assert.deepEqual(findJsonError(text), { line, column }, text);
});

test('a text has an error exactly where JSON.parse refuses it', () => {
  const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"\\u00e9"', '1', '-2.5e3', 'true', 'null', ' ', '\n', 'x', '-'];
  // Every sequence of up to four pieces.
  let texts = [''];
  for (let length = 0; length < 4; length++) {
    texts = texts.flatMap((text) => pieces.map((piece) => text + piece));
    for (const text of texts) assert.equal(findJsonError(text) === undefined, parses(text), JSON.stringify(text));
  }
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
