import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { notesDoor } from '../../support/notes-door.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});
const notes = notesDoor(() => server.url);

interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: string;
  readonly version?: number;
}

test('memory_append makes {resource_id}:{8 hex}, tagged with its resource [memory.append, seed2.notes]', async () => {
  const { status, id, memory } = (await notes.call('memory_append', {
    resource_id: 'db-3',
    text: 'disk replaced',
    tags: ['ops'],
  })) as { status: string; id: string; memory: { content: string; tags: string[] } };
  assert.equal(status, 'created');
  assert.match(id, /^db-3:[0-9a-f]{8}$/);
  assert.deepEqual([memory.content, [...memory.tags].sort()], ['disk replaced', ['ops', 'resource:db-3']]);
});

test('resource_id is 1 to 119 of the id characters [memory.append.limit]', async () => {
  assert.match(
    String((await notes.call('memory_append', { resource_id: 'r'.repeat(119), text: 'x' }))['id']),
    /^r{119}:/,
  );
  for (const resource of ['', 'a b', 'ä', 'r'.repeat(120)]) {
    const { code, message } = await notes.refusal('memory_append', { resource_id: resource, text: 'x' });
    assert.equal(code, 'invalid');
    assert.match(message, /resource_id.*119/);
  }
});

test("memory_query searches one resource's notes and never starves behind others [memory.query, storage.search.filters]", async () => {
  await notes.call('memory_append', { resource_id: 'wanted', text: 'the okapi was fed' });
  for (let index = 0; index < 200; index++) {
    await notes.call('memory_append', { resource_id: 'crowd', text: `okapi ${index}` });
  }
  const found = await notes.call('memory_query', { resource_id: 'wanted', query: 'okapi' });
  assert.deepEqual([found['resource_id'], found['query'], found['count']], ['wanted', 'okapi', 1]);
  assert.equal((await notes.call('memory_query', { resource_id: 'crowd', query: 'okapi' }))['count'], 5);
  assert.equal((await notes.call('memory_query', { resource_id: 'crowd', query: 'okapi', top_k: 50 }))['count'], 50);
  assert.equal((await notes.call('memory_query', { resource_id: 'Wanted', query: 'okapi' }))['count'], 0);
  for (const top_k of [0, 51]) {
    assert.match((await notes.refusal('memory_query', { resource_id: 'crowd', query: 'x', top_k })).message, /top_k/);
  }
});

test("memory_list lists one resource's notes newest first, 20 by default, paged [memory.list]", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 45; index++) {
    ids.unshift(String((await notes.call('memory_append', { resource_id: 'listed', text: `line ${index}` }))['id']));
    await notes.call('memory_append', { resource_id: 'noise', text: 'noise' });
  }
  const pages = await notes.pages('memory_list', { resource_id: 'listed' });
  assert.deepEqual(
    pages.map(({ count }) => count),
    [20, 20, 5],
  );
  assert.equal(pages[0]?.resource_id, 'listed');
  assert.deepEqual(
    pages.flatMap(({ matches }) => matches.map(({ id }) => id)),
    ids,
  );
  assert.equal((await notes.call('memory_list', { resource_id: 'listed', top_k: 100 }))['count'], 45);
  assert.equal((await notes.call('memory_list', { resource_id: 'nobody' }))['count'], 0);
});

test('resource_create makes a note once; a second one is a conflict [resource.create]', async () => {
  const { resource } = (await notes.call('resource_create', { uri: 'memory://plan', text: 'the plan' })) as {
    resource: Resource;
  };
  assert.deepEqual(
    [resource.uri, resource.name, resource.mimeType, resource.version],
    ['memory://plan', 'plan', 'text/plain', 1],
  );
  assert.equal((await notes.refusal('resource_create', { uri: 'memory://plan', text: 'another' })).code, 'conflict');
  assert.deepEqual(await notes.find('plan'), ['plan']);
});

test('resource_read answers contents [resource.read]', async () => {
  await notes.store({ id: 'readable', content: 'to read' });
  const { contents } = (await notes.call('resource_read', { uri: 'memory://readable' })) as { contents: unknown[] };
  assert.deepEqual(contents, [{ uri: 'memory://readable', name: 'readable', mimeType: 'text/plain', text: 'to read' }]);
  assert.equal((await notes.refusal('resource_read', { uri: 'memory://unreadable' })).code, 'not_found');
});

test('resource_update keeps tags and metadata; missing and stale ones are refused [resource.update]', async () => {
  await notes.store({ id: 'updated', content: 'one', tags: ['kept'], metadata: { kept: true } });
  const { resource } = (await notes.call('resource_update', {
    uri: 'memory://updated',
    text: 'two',
    if_version: 1,
  })) as {
    resource: Resource;
  };
  assert.equal(resource.version, 2);
  const { memory } = (await notes.call('memory_retrieve', { id: 'updated' })) as { memory: Record<string, unknown> };
  assert.deepEqual([memory['content'], memory['tags'], memory['metadata']], ['two', ['kept'], { kept: true }]);
  const stale = { uri: 'memory://updated', text: 'three', if_version: 1 };
  assert.equal((await notes.refusal('resource_update', stale)).code, 'conflict');
  assert.equal((await notes.refusal('resource_update', { uri: 'memory://nothing', text: 'x' })).code, 'not_found');
  assert.equal((await notes.call('memory_retrieve', { id: 'nothing' }))['status'], 'missing');
});

test('resource_delete answers deleted: true, or not found [resource.delete]', async () => {
  await notes.store({ id: 'gone', content: 'x' });
  assert.deepEqual(await notes.call('resource_delete', { uri: 'memory://gone' }), {
    resource: { uri: 'memory://gone', deleted: true },
  });
  assert.equal((await notes.refusal('resource_delete', { uri: 'memory://gone' })).code, 'not_found');
});

test('resource_list is newest first, 50 a page, with uri, name, description and mimeType [resource.list]', async () => {
  const own = await startServer();
  const door = notesDoor(() => own.url);
  const names: string[] = [];
  for (let index = 0; index < 60; index++) {
    await door.store({ id: `r${index}`, content: 'x' });
    names.unshift(`r${index}`);
  }
  const first = (await door.call('resource_list', {})) as { resources: Resource[]; next_cursor?: string };
  assert.equal(first.resources.length, 50);
  const rest = (await door.call('resource_list', { cursor: first.next_cursor })) as { resources: Resource[] };
  const all = [...first.resources, ...rest.resources];
  assert.deepEqual(
    all.map(({ name }) => name),
    names,
  );
  for (const resource of all) {
    assert.deepEqual(Object.keys(resource).sort(), ['description', 'mimeType', 'name', 'uri']);
  }
  await own.stop();
});
