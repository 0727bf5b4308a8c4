import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allDocs, anyOf, BitSet, docsIn, NO_DOC } from '../../../../src/memories/words/doc-cursor.ts';
import { Postings } from '../../../../src/memories/words/postings.ts';
import { seededRandom } from '../../../bench/notes-corpus.ts';

/** Posts documents at random, a term as often as its number allows. */
function makePostings(terms: number, docs: number): { postings: Postings; expected: number[][] } {
  const random = seededRandom(3);
  const postings = new Postings();
  const expected: number[][] = Array.from({ length: terms }, () => []);
  for (let doc = 0; doc < docs; doc += 1) {
    for (let term = 0; term < terms; term += 1) {
      if (random() > (term + 1) ** -1.3) continue;
      postings.add(term, doc);
      if (random() < 0.3) postings.add(term, doc);
      expected[term]?.push(doc);
    }
  }
  return { postings, expected };
}

const { postings, expected } = makePostings(60, 4000);

test('a term gives back its documents, once each, newest first [storage.search.filters]', () => {
  for (const [term, docs] of expected.entries()) {
    const found: number[] = [];
    postings.each(term, (doc) => found.push(doc));
    assert.deepEqual(found, docs.toReversed());
    assert.equal(postings.countOf(term), docs.length);
  }
  for (const never of [59_000, 10_000_000]) {
    assert.equal(postings.countOf(never), 0);
    assert.equal(postings.cursor(never).seek(3999), NO_DOC);
  }
});

test('a cursor finds the newest document at most as new as asked for [storage.search.filters]', () => {
  const random = seededRandom(4);
  for (const [term, docs] of expected.entries()) {
    if (docs.length === 0) continue;
    const single = postings.cursor(term);
    const several = anyOf([postings.cursor(term), postings.cursor(0)]);
    const set = new BitSet(4000);
    for (const doc of docs) set.add(doc);
    const bits = docsIn(set, docs.length);
    for (let max = 3999; max >= 0; max -= 1 + Math.floor(random() * 40)) {
      const newest = docs.findLast((doc) => doc <= max) ?? NO_DOC;
      assert.equal(single.seek(max), newest);
      assert.equal(bits.seek(max), newest);
      assert.equal(several.seek(max), Math.max(newest, expected[0]?.findLast((doc) => doc <= max) ?? NO_DOC));
      assert.equal(allDocs(4000).seek(max), max);
    }
  }
});

test('a set of bits knows its members only [storage.search.filters]', () => {
  const set = new BitSet(70);
  for (const member of [0, 31, 32, 69]) set.add(member);
  assert.deepEqual(
    [...Array(72).keys()].filter((value) => set.has(value)),
    [0, 31, 32, 69],
  );
  assert.deepEqual([set.has(-1), set.has(-2)], [false, false]);
  assert.deepEqual(
    [100, 68, 31, 30, 0].map((max) => set.atMost(max)),
    [69, 32, 31, 0, 0],
  );
  assert.equal(new BitSet(70).atMost(69), NO_DOC);
});
