import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { notesDoor } from '../../support/notes-door.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});
const notes = notesDoor(() => server.url);

test('a stored note has all its fields, an id of the server and the space local [memory.store.created, memory.shape, memory.id.made, memory.space.own, memory.row]', async () => {
  const { status, id, memory } = await notes.store({ content: 'a note' });
  assert.deepEqual([status, id], ['created', memory.id]);
  assert.match(id, UUID);
  assert.deepEqual(Object.keys(memory).sort(), [
    'content',
    'created_at',
    'host',
    'id',
    'metadata',
    'space',
    'tags',
    'updated_at',
    'version',
  ]);
  assert.deepEqual(
    [memory.content, memory.space, memory.tags, memory.metadata, memory.version],
    ['a note', 'local', [], {}, 1],
  );
  assert.ok(memory.host.length > 0);
  assert.match(memory.created_at, ISO);
  assert.equal(memory.updated_at, memory.created_at);
  assert.deepEqual(await notes.call('memory_retrieve', { id }), { status: 'found', id, memory });
});

test('an existing id is replaced; tags and metadata that are not given stay [memory.store.updated]', async () => {
  const first = await notes.store({ id: 'replaced', content: 'one', tags: ['a', 'b'], metadata: { k: 1 } });
  const second = await notes.store({ id: 'replaced', content: 'two' });
  assert.deepEqual([second.status, second.memory.version], ['updated', 2]);
  assert.deepEqual([second.memory.content, second.memory.tags, second.memory.metadata], ['two', ['a', 'b'], { k: 1 }]);
  assert.equal(second.memory.created_at, first.memory.created_at);
  const third = await notes.store({ id: 'replaced', content: 'two', tags: [], metadata: {} });
  assert.deepEqual([third.status, third.memory.tags, third.memory.metadata], ['updated', [], {}]);
  assert.deepEqual(await notes.find('one'), []);
});

test('storing the same again is unchanged and keeps the version [memory.store.unchanged]', async () => {
  const args = { id: 'same', content: 'same', tags: ['t'], metadata: { a: [1, { b: null }] } };
  const { memory } = await notes.store(args);
  const again = await notes.store(args);
  assert.deepEqual([again.status, again.memory], ['unchanged', memory]);
  assert.equal((await notes.store({ id: 'same', content: 'same' })).status, 'unchanged');
});

test('a stale if_version is a conflict and changes nothing [memory.store.if-version]', async () => {
  await notes.store({ id: 'guarded', content: 'one' });
  await notes.store({ id: 'guarded', content: 'two', if_version: 1 });
  const { code } = await notes.refusal('memory_store', { id: 'guarded', content: 'three', if_version: 1 });
  assert.equal(code, 'conflict');
  assert.equal(
    (await notes.refusal('memory_store', { id: 'never-made', content: 'x', if_version: 3 })).code,
    'conflict',
  );
  const { memory } = (await notes.call('memory_retrieve', { id: 'guarded' })) as { memory: { content: string } };
  assert.equal(memory.content, 'two');
});

test('of 20 writers with the same if_version one wins [memory.store.if-version]', async () => {
  await notes.store({ id: 'raced', content: 'start' });
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      notes.store({ id: 'raced', content: `writer ${index}`, if_version: 1 }).then(
        () => 'won',
        () => 'lost',
      ),
    ),
  );
  assert.equal(outcomes.filter((outcome) => outcome === 'won').length, 1);
});

test('a note that expires is gone from retrieval, search and list at its time [memory.store.expires]', async () => {
  const { memory } = await notes.store({ id: 'short', content: 'ephemeral mayfly', expires_in: 1 });
  const expiresAt = Date.parse(memory.expires_at ?? '');
  assert.equal(expiresAt - Date.parse(memory.updated_at), 1000);
  assert.deepEqual(await notes.find('mayfly'), ['short']);
  // The clock decides; waiting for it is waiting for the event.
  await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now() + 50));
  assert.equal((await notes.call('memory_retrieve', { id: 'short' }))['status'], 'missing');
  assert.deepEqual(await notes.find('mayfly'), []);
  assert.equal((await notes.store({ id: 'short', content: 'again' })).status, 'created');
});

test('content is stored exactly: any Unicode, surrounding white space, 32,000 characters [memory.content]', async () => {
  for (const content of [
    '  leading and trailing\n',
    'e\u0301 stays decomposed, \u00e9 composed',
    '👩‍👩‍👧 \u200b zero width, \ufeff mark',
    'tab\tnewline\nreturn\r\n nul \u0000 escape \u001b[0m',
    '搜索 ñ ß İ ﬀ',
    'x'.repeat(32_000),
    '😀'.repeat(16_000),
    '"quotes" \\backslash\\ </script> %s $x',
  ]) {
    const { id } = await notes.store({ content });
    const { memory } = (await notes.call('memory_retrieve', { id })) as { memory: { content: string } };
    assert.equal(memory.content, content);
  }
  for (const content of ['', '   \n', 'x'.repeat(32_001)]) {
    const { code, message } = await notes.refusal('memory_store', { content });
    assert.equal(code, 'invalid');
    assert.match(message, /content.*32,?000/);
  }
});

test('ids are kept as given, with case, within their characters and length [memory.id]', async () => {
  for (const id of ['A', 'a', '.', '..', '-', 'a.b_c:d-e', '0', 'constructor', '__proto__', 'x'.repeat(128)]) {
    assert.equal((await notes.store({ id, content: `note of ${id}` })).id, id);
  }
  for (const id of ['A', 'a', '__proto__', 'constructor']) {
    const { memory } = (await notes.call('memory_retrieve', { id })) as { memory: { content: string } };
    assert.equal(memory.content, `note of ${id}`);
  }
  for (const id of ['', ' ', 'a b', 'a/b', 'ä', 'a\n', 'x'.repeat(129), '\u0000']) {
    const { code, message } = await notes.refusal('memory_store', { id, content: 'x' });
    assert.equal(code, 'invalid', JSON.stringify(id));
    assert.match(message, /\bid\b.*128/);
  }
});

test('tags are trimmed, duplicates dropped without regard to case, 32 of 64 characters [memory.tags]', async () => {
  const { memory } = await notes.store({ content: 'tagged', tags: [' Ops ', 'ops', 'DB', 'x'.repeat(64)] });
  assert.deepEqual(memory.tags, ['Ops', 'DB', 'x'.repeat(64)]);
  const many = Array.from({ length: 32 }, (_, index) => `tag-${index}`);
  assert.equal((await notes.store({ content: 'many tags', tags: many })).memory.tags.length, 32);
  for (const tags of [[''], [' '], ['x'.repeat(65)], [...many, 'one-more'], [5]]) {
    const { code, message } = await notes.refusal('memory_store', { content: 'x', tags });
    assert.equal(code, 'invalid');
    assert.match(message, /tags/);
  }
});

test('resource:{id} tags are outside these limits and keep their case [memory.tags.resource]', async () => {
  const many = Array.from({ length: 32 }, (_, index) => `tag-${index}`);
  const resources = [`resource:${'r'.repeat(119)}`, 'resource:Host', 'resource:host'];
  const { memory } = await notes.store({ content: 'of resources', tags: [...many, ...resources] });
  assert.deepEqual(memory.tags, [...many, ...resources]);
  const { count } = (await notes.call('memory_list', { resource_id: 'Host' })) as { count: number };
  assert.equal(count, 1);
});

test('metadata is any JSON object up to 16 KiB, {} included [memory.metadata]', async () => {
  for (const metadata of [{}, { a: null, b: [1, 2.5, 'x', { c: false }] }, { text: 'x'.repeat(16_000) }]) {
    assert.deepEqual((await notes.store({ content: 'with metadata', metadata })).memory.metadata, metadata);
  }
  for (const metadata of [[], 'x', 5, { text: 'x'.repeat(16 * 1024) }]) {
    const { code, message } = await notes.refusal('memory_store', { content: 'x', metadata });
    assert.equal(code, 'invalid');
    assert.match(message, /metadata/);
  }
});

test('arguments are accepted under their aliases [memory.aliases]', async () => {
  await notes.store({ key: 'by-key', text: 'aliased numbat' });
  assert.equal((await notes.call('memory_retrieve', { memory_id: 'by-key' }))['status'], 'found');
  assert.deepEqual(await notes.find({ q: 'numbat' }), ['by-key']);
  assert.equal((await notes.refusal('memory_store', { id: 'a', key: 'b', content: 'x' })).code, 'invalid');
});

test('memory_retrieve and memory_delete say missing for what is not there [memory.retrieve, memory.delete]', async () => {
  assert.deepEqual(await notes.call('memory_retrieve', { id: 'nothing' }), { status: 'missing', id: 'nothing' });
  await notes.store({ id: 'doomed', content: 'doomed dodo' });
  assert.equal((await notes.call('memory_delete', { id: 'doomed' }))['status'], 'deleted');
  assert.equal((await notes.call('memory_delete', { id: 'doomed' }))['status'], 'missing');
  assert.deepEqual(await notes.find('dodo'), []);
});

test('what may not be read looks exactly like what does not exist [memory.space.unreadable]', async () => {
  const shape = async (space: string): Promise<unknown> =>
    notes.call('memory_retrieve', { id: 'x', space }).catch((error: Error) => error.message);
  assert.deepEqual(await shape('someone-elses'), await shape('no-such-space'));
});

test('50 stores in parallel keep 50 notes, through a kill -9 [memory.parallel, storage.durable]', async () => {
  const own = await startServer();
  const door = notesDoor(() => own.url);
  const stored = await Promise.all(
    Array.from({ length: 50 }, (_, index) => door.store({ content: `parallel ${index}` })),
  );
  await own.stop('SIGKILL');
  const next = await startServer({ folder: own.folder });
  const found = await notesDoor(() => next.url).find({ query: 'parallel', limit: 100 });
  assert.deepEqual([...found].sort(), stored.map(({ id }) => id).sort());
  await next.stop();
});
