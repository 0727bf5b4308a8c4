import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderUnifiedDiff } from '../../../src/clients/unified-diff.ts';

const TEN = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
const lines = (...values: string[]): string => values.map((value) => `${value}\n`).join('');

const CASES: readonly { name: string; before?: string; after?: string; diff: string }[] = [
  { name: 'equal texts', before: 'a\n', after: 'a\n', diff: '' },
  { name: 'a new file', after: 'a\nb\n', diff: '--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n' },
  { name: 'a deleted file', before: 'a\n', diff: '--- f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n' },
  {
    name: 'two hunks',
    before: lines(...TEN),
    after: lines('0', ...TEN.slice(0, 9), 'x'),
    diff: '--- f\n+++ f\n@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n@@ -7,4 +8,4 @@\n 7\n 8\n 9\n-10\n+x\n',
  },
  {
    name: 'a line in the middle',
    before: lines('a', 'b', 'c'),
    after: lines('a', 'c'),
    diff: '--- f\n+++ f\n@@ -1,3 +1,2 @@\n a\n-b\n c\n',
  },
  {
    name: 'no line end at the end',
    before: 'a\nb',
    after: 'a\nb\nc',
    diff: '--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n',
  },
];

for (const { name, before, after, diff } of CASES) {
  test(`the diff of ${name} [config.dry-run]`, () => {
    assert.equal(renderUnifiedDiff('f', before, after), diff);
  });
}

test('a region too large to compare is shown as all old, then all new [config.dry-run]', () => {
  const before = lines(...Array.from({ length: 3000 }, (_, index) => `a${index}`));
  const after = lines(...Array.from({ length: 3000 }, (_, index) => `b${index}`));
  const diff = renderUnifiedDiff('f', before, after).split('\n');
  assert.equal(diff[2], '@@ -1,3000 +1,3000 @@');
  assert.equal(diff[3], '-a0');
  assert.equal(diff[3003], '+b0');
});
