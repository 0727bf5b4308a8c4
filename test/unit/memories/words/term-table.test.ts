import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterTerm, TermTable } from '../../../../src/memories/words/term-table.ts';
import { seededRandom } from '../../../bench/notes-corpus.ts';

function begun(table: TermTable, prefix: string, kind: 'word' | 'made'): number[] {
  const found: number[] = [];
  table.eachWithPrefix(prefix, kind, (term) => found.push(term));
  return found;
}

test('terms are numbered once and found by text and by beginning [memory.search.words]', () => {
  const random = seededRandom(5);
  const table = new TermTable(0xdeadbeef);
  const texts = new Map<string, number>();
  const letters = 'aaaabcé搜0\ud83d';
  for (let step = 0; step < 30_000; step += 1) {
    let text = step % 3 === 0 ? 'common-beginning' : '';
    for (let length = 1 + Math.floor(random() * 6); length > 0; length -= 1) {
      text += letters[Math.floor(random() * letters.length)];
    }
    const term = table.add(text, 'word');
    assert.equal(texts.get(text) ?? texts.size, term);
    texts.set(text, term);
  }
  assert.equal(table.size, texts.size);
  for (const [text, term] of texts) assert.equal(table.find(text), term);
  assert.equal(table.find('absent'), undefined);
  for (const prefix of [
    '',
    'a',
    'aa',
    'aaab',
    'é',
    '搜',
    'common',
    'common-beginninga',
    'x',
    'common-beginningaaaaaab',
  ]) {
    const expected = [...texts].filter(([text]) => text.startsWith(prefix)).map(([, term]) => term);
    assert.deepEqual(
      begun(table, prefix, 'word').toSorted((a, b) => a - b),
      expected.toSorted((a, b) => a - b),
      prefix,
    );
  }
});

test('filters are terms that no word and no beginning meets [storage.search.filters]', () => {
  const table = new TermTable(1);
  const space = table.add(filterTerm('space', 'ops'), 'filter');
  const tag = table.add(filterTerm('tag', 'ops'), 'filter');
  assert.notEqual(space, tag);
  assert.equal(table.find('ops'), undefined);
  assert.deepEqual(begun(table, '', 'word'), []);
});

test('very long terms with one beginning are kept apart [memory.search.words]', () => {
  const table = new TermTable(1);
  const long = 'x'.repeat(70_000);
  const terms = Array.from({ length: 600 }, (_, index) => table.add(`${'y'.repeat(100)}${index}`, 'word'));
  const [first, second] = [table.add(`${long}1`, 'word'), table.add(`${long}2`, 'word')];
  assert.equal(new Set([...terms, first, second]).size, 602);
  assert.equal(table.find(`${long}2`), second);
  assert.deepEqual(begun(table, long, 'word').toSorted(), [first, second].toSorted());
  assert.equal(begun(table, 'y'.repeat(101), 'word').length, 0);
  assert.equal(begun(table, `${'y'.repeat(100)}59`, 'word').length, 11);
});

test('a term met as a word and as digits of an id is found as both, once each [memory.search.words]', () => {
  const table = new TermTable(1);
  const both = table.add('ab12', 'made');
  assert.deepEqual([begun(table, 'ab', 'word'), begun(table, 'ab', 'made')], [[], [both]]);
  assert.equal(table.add('ab12', 'word'), both);
  assert.equal(table.add('ab12', 'made'), both);
  assert.deepEqual([begun(table, 'ab', 'word'), begun(table, 'ab', 'made')], [[both], [both]]);
  assert.deepEqual([table.find('ab12'), table.lengthOf(both)], [both, 4]);
});
