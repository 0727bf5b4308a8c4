import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { OWNER } from '../../../src/core/principal.ts';
import { openNotes, type TestNotes } from '../../support/notes.ts';

let notes: TestNotes;
before(async () => {
  notes = await openNotes();
});
after(() => notes.close());

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    assert.ok(error instanceof CodezError);
    return error.code;
  }
}

test('what is not given stays, what is given is replaced, versions count [memory.store.created, memory.store.updated]', async () => {
  const first = await notes.memories.store({ id: 'a', content: ' x ', tags: [' T '], metadata: { k: 1 } }, OWNER);
  assert.deepEqual([first.status, first.memory.version], ['created', 1]);
  assert.deepEqual([first.memory.content, first.memory.tags], [' x ', ['T']]);
  notes.now += 1000;
  const second = await notes.memories.store({ id: 'a', content: 'y' }, OWNER);
  assert.deepEqual([second.status, second.memory.version], ['updated', 2]);
  assert.deepEqual([second.memory.tags, second.memory.metadata], [['T'], { k: 1 }]);
  assert.equal(Date.parse(second.memory.updated_at) - Date.parse(second.memory.created_at), 1000);
  const third = await notes.memories.store({ id: 'a', content: 'y', tags: [], metadata: {} }, OWNER);
  assert.deepEqual([third.memory.tags, third.memory.metadata, third.memory.version], [[], {}, 3]);
});

test('the same again is unchanged, whatever the order of the keys [memory.store.unchanged]', async () => {
  const note = { id: 'same', content: 'x', tags: ['a'], metadata: { a: 1, b: [{ c: null }] } };
  await notes.memories.store(note, OWNER);
  notes.now += 5;
  for (const again of [note, { ...note, metadata: { b: [{ c: null }], a: 1 } }, { id: 'same', content: 'x' }]) {
    const { status, memory } = await notes.memories.store(again, OWNER);
    assert.deepEqual([status, memory.version, memory.updated_at === memory.created_at], ['unchanged', 1, true]);
  }
  assert.equal((await notes.memories.store({ ...note, content: 'x ' }, OWNER)).status, 'updated');
});

test('if_version holds a write to what was read; 0 means not there yet [memory.store.if-version]', async () => {
  assert.equal(await codeOf(notes.memories.store({ id: 'v', content: 'x', ifVersion: 1 }, OWNER)), 'conflict');
  assert.equal(await codeOf(notes.memories.store({ id: 'v', content: 'x', ifVersion: 0 }, OWNER)), 'none');
  assert.equal(await codeOf(notes.memories.store({ id: 'v', content: 'x', ifVersion: 0 }, OWNER)), 'conflict');
  assert.equal(await codeOf(notes.memories.store({ id: 'v', content: 'y', ifVersion: 1 }, OWNER)), 'none');
  assert.equal(await codeOf(notes.memories.store({ id: 'v', content: 'z', ifVersion: 1 }, OWNER)), 'conflict');
  assert.equal(await codeOf(notes.memories.delete('v', OWNER, { ifVersion: 1 })), 'conflict');
  assert.equal(await codeOf(notes.memories.store({ id: 'w', content: 'z', mustExist: true }, OWNER)), 'not_found');
  const race = Array.from({ length: 20 }, (_, index) =>
    codeOf(notes.memories.store({ id: 'v', content: `race ${index}`, ifVersion: 2 }, OWNER)),
  );
  assert.equal((await Promise.all(race)).filter((code) => code === 'none').length, 1);
});

test('what breaks a rule leaves nothing behind [memory.invalid]', async () => {
  const size = notes.collection.size;
  for (const input of [
    { content: '' },
    { content: 'x', id: 'a b' },
    { content: 'x', tags: [''] },
    { content: 'x', metadata: { m: 'x'.repeat(20_000) } },
    { content: 'x', expiresInSeconds: 0 },
  ]) {
    assert.equal(await codeOf(notes.memories.store(input, OWNER)), 'invalid');
  }
  assert.equal(await codeOf(notes.memories.append({ resourceId: 'a b', text: 'x' }, OWNER)), 'invalid');
  assert.equal(notes.collection.size, size);
});

test('a note is found in the tick of its acknowledgement, and gone in that of its deletion [storage.search.immediate]', async () => {
  for (let round = 0; round < 20; round += 1) {
    const stored = notes.memories.store({ id: `tick-${round}`, content: `kingfisher${round}` }, OWNER);
    const found = await stored.then(() => notes.memories.search({ query: `kingfisher${round}`, limit: 2 }, OWNER));
    assert.deepEqual(
      found.matches.map(({ id }) => id),
      [`tick-${round}`],
    );
    const deleted = notes.memories.delete(`tick-${round}`, OWNER);
    const gone = await deleted.then(() => notes.memories.search({ query: `kingfisher${round}`, limit: 2 }, OWNER));
    assert.deepEqual(gone.matches, []);
  }
});

test('any text comes back exactly, lone surrogates and control characters too [memory.content]', async () => {
  const texts = [
    '\ud800 alone',
    'nul \u0000 \u0001 \u007f',
    '\u202e rtl',
    'e\u0301 é',
    '\r\n\t x',
    '𠮷 🏳️‍🌈',
    '\ufeffbom',
    '"\\/',
  ];
  for (const content of texts) {
    const { memory } = await notes.memories.store({ content }, OWNER);
    assert.equal(notes.memories.retrieve(memory.id, OWNER)?.content, content);
  }
  const all = await notes.memories.search({ query: '', limit: 100 }, OWNER);
  assert.ok(texts.every((content) => all.matches.some((match) => match.content === content)));
});

test('listeners hear of each change by space and id, until they leave [mcp.notify.resources]', async () => {
  const heard: string[] = [];
  const leave = notes.memories.subscribe(({ space, id, deleted }) => heard.push(`${space} ${id} ${deleted}`));
  await notes.memories.store({ id: 'heard', content: 'x' }, OWNER);
  await notes.memories.store({ id: 'heard', content: 'x' }, OWNER);
  await notes.memories.delete('heard', OWNER);
  leave();
  await notes.memories.store({ id: 'heard', content: 'x' }, OWNER);
  assert.deepEqual(heard, ['local heard false', 'local heard true']);
});
