import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { OWNER } from '../../../src/core/principal.ts';
import type { MemoryPage, MemoryQuery } from '../../../src/memories/memory-service.ts';
import { openNotes, type TestNotes } from '../../support/notes.ts';

/** Stores `count` notes n-0, n-1, ...; their words make later ones neither better nor worse. */
async function fill(notes: TestNotes, count: number, stepMs = 1): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `n-${index}`);
  for (const [index, id] of ids.entries()) {
    const stored = notes.memories.store({ id, content: `heron ${'heron '.repeat(index % 7)}${index}` }, OWNER);
    if (stepMs > 0 || index % 500 === 499) await stored;
    notes.now += stepMs;
  }
  await notes.memories.store({ id: 'last', content: 'an owl' }, OWNER);
  return ids;
}

async function pages(
  notes: TestNotes,
  query: Partial<MemoryQuery>,
  between: (page: MemoryPage, number: number) => Promise<void> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let number = 0; number < 1000; number += 1) {
    const page = await notes.memories.search({ query: '', limit: 10, ...query, cursor }, OWNER);
    ids.push(...page.matches.map(({ id }) => id));
    if (page.nextCursor === undefined) return ids;
    cursor = page.nextCursor;
    await between(page, number);
  }
  throw new Error('the pages do not end');
}

for (const order of ['recent', 'relevance'] as const) {
  for (const stepMs of [0, 1]) {
    test(`pages by ${order} neither repeat nor skip while notes are written, ${stepMs} ms apart [memory.search.cursor]`, async () => {
      const notes = await openNotes();
      const ids = await fill(notes, 150, stepMs);
      const touched = new Set<string>();
      const seen = await pages(notes, { query: 'heron', order }, async (page, number) => {
        const last = page.matches.at(-1)?.id ?? '';
        touched.add(last);
        await notes.memories.delete(last, OWNER);
        const other = `n-${(number * 37) % 150}`;
        touched.add(other);
        if (notes.memories.retrieve(other, OWNER)) {
          await notes.memories.store({ id: other, content: `heron changed ${number}` }, OWNER);
        }
        await notes.memories.store({ content: `heron heron heron new ${number}` }, OWNER);
      });
      assert.equal(new Set(seen).size, seen.length, 'a row came twice');
      for (const id of ids) assert.ok(touched.has(id) || seen.includes(id), `${id} was lost`);
      await notes.close();
    });
  }

  test(`pages by ${order} go on after a restart [memory.search.cursor]`, async () => {
    const notes = await openNotes();
    const ids = await fill(notes, 60);
    const seen = await pages(notes, { query: 'heron', order }, () => notes.reopen());
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    await notes.close();
  });

  test(`pages by ${order} reach past the ranked notes [memory.search.cursor, memory.search.order]`, async () => {
    const notes = await openNotes();
    const ids = await fill(notes, 730, 0);
    const seen = await pages(notes, { query: 'heron', order, limit: 97 });
    assert.equal(seen.length, 730);
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    const newest = order === 'recent' ? ids.toReversed() : ids.slice(0, 230).toReversed();
    assert.deepEqual(seen.slice(-newest.length), newest);
    await notes.close();
  });
}

test('the index is built anew when many notes were replaced, and pages go on [memory.search.cursor]', async () => {
  const notes = await openNotes();
  const ids = await fill(notes, 50);
  const first = await notes.memories.search({ query: 'heron', order: 'recent', limit: 20 }, OWNER);
  for (let round = 0; round < 5; round += 1) {
    const writes = Array.from({ length: 1000 }, (_, index) =>
      notes.memories.store({ id: `w-${index % 3}`, content: `wren ${round} ${index}` }, OWNER),
    );
    await Promise.all(writes);
    notes.now += 1;
    const wrens = await notes.memories.search({ query: 'wren', limit: 10 }, OWNER);
    assert.equal(wrens.matches.length, 3);
    assert.deepEqual(
      (await notes.memories.search({ query: `wren ${round} 999`, limit: 1 }, OWNER)).matches.map(({ id }) => id),
      ['w-0'],
    );
  }
  const query = { query: 'heron', order: 'recent', limit: 40, cursor: first.nextCursor } as const;
  const rest = await notes.memories.search(query, OWNER);
  assert.deepEqual(
    [...first.matches, ...rest.matches].map(({ id }) => id),
    ids.toReversed(),
  );
  await notes.close();
});

test('a page ends where its bytes end, says so, and goes on there [mcp.bounded.said]', async () => {
  const notes = await openNotes();
  for (let index = 0; index < 9; index += 1) {
    await notes.memories.store({ id: `n-${index}`, content: `owl ${'é'.repeat(1000)}` }, OWNER);
  }
  const maxBytes = 7_000;
  for (const order of ['recent', 'relevance'] as const) {
    const page = await notes.memories.search({ query: 'owl', order, limit: 9, maxBytes }, OWNER);
    assert.deepEqual([page.matches.length, page.truncated], [3, true]);
    assert.ok(Buffer.byteLength(JSON.stringify(page.matches)) <= maxBytes);
    assert.equal((await pages(notes, { query: 'owl', order, limit: 9, maxBytes })).length, 9);
  }
  const one = await notes.memories.search({ query: '', limit: 9, maxBytes: 10 }, OWNER);
  assert.deepEqual([one.matches.length, one.truncated], [1, true]);
  await notes.close();
});

test('a cursor of another query, or none at all, is refused by name [memory.invalid]', async () => {
  const notes = await openNotes();
  await fill(notes, 5);
  const { nextCursor = '' } = await notes.memories.search({ query: 'heron', limit: 2 }, OWNER);
  const tampered = Buffer.from(
    Buffer.from(nextCursor, 'base64url').toString().replace('"last":[', '"last":[{},'),
  ).toString('base64url');
  const forge = (from: RegExp, to: string): string =>
    Buffer.from(Buffer.from(nextCursor, 'base64url').toString().replace(from, to)).toString('base64url');
  for (const query of [
    { query: 'heron', cursor: forge(/"weights":\[[^\]]*\]/, '"weights":[]') },
    { query: 'heron', cursor: forge(/"weights":\[[^\]]*\]/, '"weights":[1e999]') },
    { query: 'heron', cursor: forge(/"averageLength":[^}]*/, '"averageLength":0') },
    { query: 'heron', cursor: forge(/"lastScore":[^}]*/, '"lastScore":"1"') },
    { query: 'owl', cursor: nextCursor },
    { query: 'heron', order: 'recent' as const, cursor: nextCursor },
    { query: 'heron', cursor: 'x' },
    { query: 'heron', cursor: tampered },
    { query: 'heron', cursor: Buffer.from('{"question":null}').toString('base64url') },
  ]) {
    await assert.rejects(notes.memories.search({ limit: 2, ...query }, OWNER), (error) => {
      assert.ok(error instanceof CodezError && error.code === 'invalid');
      assert.deepEqual(Object.keys(error.fields ?? {}), ['cursor']);
      return true;
    });
  }
  assert.doesNotMatch(Buffer.from(nextCursor, 'base64url').toString(), /owl/);
  await notes.close();
});
