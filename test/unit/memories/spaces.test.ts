import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { OWNER } from '../../../src/core/principal.ts';
import { hostPrincipal, openNotes, type TestNotes } from '../../support/notes.ts';

const web = hostPrincipal('web-1', ['ops']);
const db = hostPrincipal('db-1', ['ops', 'archive:read']);
const stranger = hostPrincipal('lab-1');

let notes: TestNotes;
before(async () => {
  notes = await openNotes();
});
after(() => notes.close());

async function failure(call: Promise<unknown>): Promise<CodezError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CodezError);
  return error;
}

const ids = async (by: typeof web, query: Partial<Parameters<typeof notes.memories.search>[0]> = {}) =>
  (await notes.memories.search({ query: '', limit: 100, ...query }, by)).matches.map(
    ({ space, id }) => `${space}/${id}`,
  );

test('a note lives in its own space unless a shared one is named [memory.space.own]', async () => {
  const own = await notes.memories.store({ id: 'n', content: 'mine' }, web);
  assert.deepEqual([own.memory.space, own.memory.host], ['web-1', 'web-1']);
  const shared = await notes.memories.store({ id: 'n', content: 'ours', space: 'ops' }, web);
  assert.deepEqual([shared.status, shared.memory.space, shared.memory.host], ['created', 'ops', 'web-1']);
  assert.equal(notes.memories.retrieve('n', web)?.content, 'mine');
  assert.equal(notes.memories.retrieve('n', db), undefined);
  assert.equal(notes.memories.retrieve('n', db, 'ops')?.content, 'ours');
  assert.equal((await notes.memories.store({ content: 'x' }, OWNER)).memory.space, 'local');
});

test('a search looks in all readable spaces, or in the named one', async () => {
  await notes.memories.store({ id: 'd', content: 'of the database' }, db);
  assert.deepEqual((await ids(web)).sort(), ['ops/n', 'web-1/n']);
  assert.deepEqual((await ids(db)).sort(), ['db-1/d', 'ops/n']);
  assert.deepEqual(await ids(db, { space: 'ops' }), ['ops/n']);
  assert.deepEqual(await ids(db, { query: 'mine' }), []);
  assert.deepEqual(await ids(db, { host: 'web-1' }), ['ops/n']);
});

test('what may not be read looks like what does not exist [memory.space.unreadable]', async () => {
  assert.deepEqual(await ids(stranger), []);
  assert.deepEqual(await ids(stranger, { space: 'ops' }), await ids(stranger, { space: 'nowhere' }));
  assert.equal(notes.memories.retrieve('n', stranger, 'ops'), undefined);
  assert.equal(await notes.memories.delete('n', stranger, { space: 'ops' }), false);
  for (const call of [
    (space: string) => notes.memories.store({ content: 'x', space }, stranger),
    (space: string) => notes.memories.append({ resourceId: 'r', text: 'x', space }, stranger),
  ]) {
    const [hidden, missing] = [await failure(call('ops')), await failure(call('nowhere'))];
    assert.equal(hidden.code, 'not_found');
    assert.deepEqual([hidden.message, hidden.hint], [missing.message.replace('nowhere', 'ops'), missing.hint]);
  }
  assert.equal(notes.memories.retrieve('n', web, 'ops')?.content, 'ours');
});

test('a score tells nothing about notes that may not be read [memory.space.unreadable]', async () => {
  await notes.memories.store({ id: 'secret-1', content: 'heron heron' }, stranger);
  const score = async () => (await notes.memories.search({ query: 'heron', limit: 1 }, stranger)).matches[0]?.score;
  const before = await score();
  for (let index = 0; index < 5; index += 1) await notes.memories.store({ content: 'heron of others' }, web);
  assert.equal(typeof before, 'number');
  assert.equal(await score(), before);
});

test('a space that is only readable refuses writes', async () => {
  assert.equal((await failure(notes.memories.store({ content: 'x', space: 'archive' }, db))).code, 'forbidden');
  assert.equal((await failure(notes.memories.delete('x', db, { space: 'archive' }))).code, 'forbidden');
});

test("others' notes of a shared space need if_version", async () => {
  const replace = { id: 'n', content: 'changed', space: 'ops' };
  assert.equal((await failure(notes.memories.store(replace, db))).code, 'conflict');
  assert.equal((await failure(notes.memories.delete('n', db, { space: 'ops' }))).code, 'conflict');
  assert.equal((await notes.memories.store({ ...replace, content: 'ours' }, db)).status, 'unchanged');
  assert.equal((await failure(notes.memories.store({ ...replace, ifVersion: 7 }, db))).code, 'conflict');
  const changed = await notes.memories.store({ ...replace, ifVersion: 1 }, db);
  assert.deepEqual([changed.status, changed.memory.host, changed.memory.version], ['updated', 'db-1', 2]);
  assert.equal((await notes.memories.store({ ...replace, content: 'again' }, db)).status, 'updated');
  assert.equal(await notes.memories.delete('n', web, { space: 'ops', ifVersion: 3 }), true);
});
