import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSlices } from '../../../../src/core/slices.ts';
import type { Memory } from '../../../../src/memories/memory-service.ts';
import { NoteIndex } from '../../../../src/memories/words/note-index.ts';
import { sortInSlices } from '../../../../src/memories/words/sort-in-slices.ts';
import { makeNotes, seededRandom } from '../../../bench/notes-corpus.ts';

const noteAt = (id: string, ms: number): Memory => {
  const at = new Date(ms).toISOString();
  const fixed = { space: 'local', host: 'local', content: 'x', tags: [], metadata: {}, version: 1 };
  return { id, ...fixed, created_at: at, updated_at: at };
};

const newIndex = (): NoteIndex => new NoteIndex({ epoch: 'e', seed: 1, mask: 2 });

test('an index says when notes came out of order, and when too many are gone [memory.search.empty]', () => {
  const index = newIndex();
  index.add(noteAt('a', 1000));
  index.add(noteAt('b', 1000));
  assert.equal(index.isDisordered, false);
  index.add(noteAt('c', 999));
  assert.equal(index.isDisordered, true);
  for (let round = 0; round < 2002; round += 1) index.add(noteAt('d', 2000));
  assert.equal(index.isWasteful, false);
  index.add(noteAt('d', 2000));
  assert.equal(index.isWasteful, true);
});

test('documents are found by time, by name and by space [memory.search.cursor]', () => {
  const index = newIndex();
  for (const [position, ms] of [10, 20, 20, 30].entries()) index.add(noteAt(`n${position}`, ms));
  assert.deepEqual(
    [0, 10, 11, 20, 21, 30, 31].map((time) => index.firstAt(time)),
    [0, 0, 1, 1, 3, 3, 4],
  );
  assert.equal(index.docOf({ space: 'local', id: 'n2' }), 2);
  assert.deepEqual([index.isAllOf(['local']), index.isAllOf(['ops'])], [true, false]);
  index.remove({ space: 'local', id: 'n2' });
  index.remove({ space: 'nowhere', id: 'n2' });
  assert.deepEqual([index.docOf({ space: 'local', id: 'n2' }), index.noteAt(2)], [undefined, undefined]);
});

test('a note longer than a page of the index is found by its first and its last phrase [memory.search.words]', () => {
  const index = newIndex();
  const content = `first phrase ${'㌖'.repeat(31_000)} last phrase`;
  index.add({ ...noteAt('long', 1), content });
  index.add(noteAt('short', 2));
  const phrase = (...words: string[]) => ({ terms: words.map((word) => index.terms.find(word) ?? -2) });
  for (const words of [
    ['first', 'phrase'],
    ['last', 'phrase'],
    ['キ', 'ロ', 'メ'],
    ['phrase', 'キ'],
  ]) {
    assert.deepEqual(
      [0, 1].map((doc) => index.tokens.hasPhrase(doc, phrase(...words))),
      [true, false],
      words.join(),
    );
  }
  assert.equal(index.tokens.hasPhrase(0, phrase('phrase', 'first')), false);
  assert.equal(index.tokens.countPhrase(0, phrase('キ', 'ロ')), 31_000);
});

test('sorting in slices is sorting, and keeps equals in order [memory.search.empty]', async () => {
  const random = seededRandom(9);
  for (const length of [0, 1, 1023, 1024, 1025, 5000]) {
    const items = Array.from({ length }, (_, place) => ({ key: Math.floor(random() * 100), place }));
    const sorted = await sortInSlices(items, (a, b) => a.key - b.key, createSlices());
    assert.deepEqual(
      sorted,
      items.toSorted((a, b) => a.key - b.key || a.place - b.place),
    );
  }
});

test('the notes of the bench are notes [storage.search.filters]', () => {
  const notes = [...makeNotes(20)];
  assert.equal(new Set(notes.map(({ id }) => id)).size, 20);
  assert.deepEqual(notes, [...makeNotes(20)]);
  for (const { content } of notes) assert.ok(content.length >= 80);
});
