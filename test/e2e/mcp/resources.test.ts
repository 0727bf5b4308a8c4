import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callTool, openSession, rpc, rpcResult } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly description?: string;
  readonly mimeType?: string;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

async function read(uri: string): Promise<{ uri: string; mimeType: string; text: string }[]> {
  return (await rpcResult(server.url, 'resources/read', { uri }))['contents'] as never;
}

async function listAll(): Promise<Resource[]> {
  const all: Resource[] = [];
  let cursor: string | undefined;
  do {
    const page = await rpcResult(server.url, 'resources/list', cursor === undefined ? {} : { cursor });
    all.push(...(page['resources'] as Resource[]));
    cursor = page['nextCursor'] as string | undefined;
  } while (cursor !== undefined);
  return all;
}

test('memory://{id} and memory://{space}/{id} read a note as text/plain [mcp.resources.own, mcp.resources.space, seed2.resources]', async () => {
  await callTool(server.url, 'memory_store', { id: 'db:primary.1', content: 'the primary is db-3' });
  const [own] = await read('memory://db:primary.1');
  assert.deepEqual([own?.mimeType, own?.text], ['text/plain', 'the primary is db-3']);
  assert.equal((await read('memory://db%3Aprimary.1'))[0]?.text, 'the primary is db-3');
  assert.equal((await read('memory://local/db%3Aprimary.1'))[0]?.text, 'the primary is db-3');
  assert.equal((await read('memory://local/db:primary.1'))[0]?.text, 'the primary is db-3');
});

test('the listed URI of every note reads that note, whatever its id [mcp.resources.own]', async () => {
  const ids = ['A', 'a', '.', '..', 'a.b', 'a:b', '-', '_', 'x'.repeat(128), 'memory:', '%41'.replace('%', '')];
  for (const id of ids) await callTool(server.url, 'memory_store', { id, content: `content of ${id}` });
  const listed = await listAll();
  for (const id of ids) {
    const resource = listed.find(({ name }) => name === id);
    assert.ok(resource, id);
    assert.equal((await read(resource.uri))[0]?.text, `content of ${id}`);
  }
});

test('the templates of notes, sessions and projects are listed [mcp.resources.templates, seed2.resources]', async () => {
  const { resourceTemplates } = await rpcResult(server.url, 'resources/templates/list');
  assert.deepEqual(
    (resourceTemplates as { name: string; uriTemplate: string; mimeType: string }[]).map(
      ({ name, uriTemplate, mimeType }) => [name, uriTemplate, mimeType],
    ),
    [
      ['memory_by_id', 'memory://{id}', 'text/plain'],
      ['memory_in_space', 'memory://{space}/{id}', 'text/plain'],
      ['session_transcript', 'session://{session_id}', 'text/markdown'],
      ['project_memory', 'project://{slug}/memory', 'text/markdown'],
    ],
  );
});

test('a resource is named by its id and described by who wrote it and when, never by its text [mcp.resources.described, memory.data]', async () => {
  const { memory } = await callTool(server.url, 'memory_store', {
    id: 'described',
    content: 'secretword',
    tags: ['secrettag'],
  });
  const resource = (await listAll()).find(({ name }) => name === 'described');
  assert.equal(resource?.uri, 'memory://described');
  assert.equal(resource?.mimeType, 'text/plain');
  const { host, updated_at: updatedAt } = memory as { host: string; updated_at: string };
  assert.ok(resource.description?.includes(host), resource.description);
  assert.ok(resource.description?.includes(updatedAt.slice(0, 10)), resource.description);
  assert.doesNotMatch(JSON.stringify(resource), /secret/);
});

test('resources/list is newest first and paged without loss or repeat [mcp.resources.newest, mcp.resources.paged]', async () => {
  const made: string[] = [];
  for (let count = 0; count < 120; count++) {
    const id = `paged-${count}`;
    await callTool(server.url, 'memory_store', { id, content: `note ${count}` });
    made.unshift(id);
  }
  const first = await rpcResult(server.url, 'resources/list', {});
  assert.equal(typeof first['nextCursor'], 'string');
  const listed = (await listAll()).map(({ name }) => name);
  assert.deepEqual(listed.slice(0, 120), made);
  assert.equal(new Set(listed).size, listed.length);
});

for (const uri of [
  'memory://no-such-note',
  'memory://nobody/no-such-note',
  'memory://elsewhere/described',
  'file:///etc/passwd',
  'http://127.0.0.1/',
  'unknown://x',
  'session://x',
]) {
  test(`${uri} is not found: -32002 [mcp.resources.unknown]`, async () => {
    const { error } = await rpc(server.url, 'resources/read', { uri });
    assert.equal(error?.code, -32002, JSON.stringify(error));
    assert.doesNotMatch(JSON.stringify(error), /root:/);
  });
}

for (const uri of ['nonsense', 'memory://', 'memory://%', 'memory://%00', 'memory://a/b/c', 'memory://../etc/passwd']) {
  test(`${uri} cannot be the URI of anything: -32602 naming it [mcp.error.params]`, async () => {
    const { error } = await rpc(server.url, 'resources/read', { uri });
    assert.equal(error?.code, -32602, JSON.stringify(error));
    assert.match(error?.message ?? '', /uri/);
  });
}

test('what cannot be read cannot be subscribed to [mcp.resources.unknown]', async () => {
  const { headers } = await openSession(server.url);
  const { error } = await rpc(server.url, 'resources/subscribe', { uri: 'memory://no-such-note' }, headers);
  assert.equal(error?.code, -32002);
});

test('content with lone surrogates, controls and odd scripts never breaks a list [mcp.resources.odd-text]', async () => {
  const odd = ['\ud800 alone', '\u0000\u0001\u001b[31m', '\u202e reversed', '\ufeff mark', '搜索 🦜 ñ', '\u2028\u2029'];
  for (const [index, content] of odd.entries()) {
    await callTool(server.url, 'memory_store', { id: `odd-${index}`, content: `x${content}` });
  }
  const listed = (await listAll()).map(({ name }) => name);
  for (const [index, content] of odd.entries()) {
    assert.ok(listed.includes(`odd-${index}`));
    const [part] = await read(`memory://odd-${index}`);
    assert.equal(part?.text, `x${content}`);
  }
});

test('resource methods answer under all their names [mcp.alias.resources]', async () => {
  await callTool(server.url, 'memory_store', { id: 'aliased', content: 'by any name' });
  const list = await rpcResult(server.url, 'resources/list');
  for (const method of ['resources.list', 'list_resources'])
    assert.deepEqual(await rpcResult(server.url, method), list);
  const templates = await rpcResult(server.url, 'resources/templates/list');
  for (const method of ['resources.templates.list', 'list_resource_templates']) {
    assert.deepEqual(await rpcResult(server.url, method), templates);
  }
  const contents = await rpcResult(server.url, 'resources/read', { uri: 'memory://aliased' });
  for (const method of ['resources.read', 'read_resource']) {
    assert.deepEqual(await rpcResult(server.url, method, { uri: 'memory://aliased' }), contents);
  }
});

test('resources/create, update and delete are methods under all their names [mcp.alias.resource-writes]', async () => {
  for (const [index, [create, update, remove]] of [
    ['resources/create', 'resources/update', 'resources/delete'],
    ['resources.create', 'resources.update', 'resources.delete'],
    ['create_resource', 'update_resource', 'delete_resource'],
  ].entries()) {
    const uri = `memory://made-${index}`;
    assert.ok(create !== undefined && update !== undefined && remove !== undefined);
    await rpcResult(server.url, create, { uri, text: 'first' });
    await rpcResult(server.url, update, { uri, text: 'second' });
    assert.equal((await read(uri))[0]?.text, 'second');
    await rpcResult(server.url, remove, { uri });
    assert.equal((await rpc(server.url, 'resources/read', { uri })).error?.code, -32002);
  }
});

test('completion offers memory ids by prefix, bounded [mcp.completion.memory]', async () => {
  for (let count = 0; count < 120; count++) {
    await callTool(server.url, 'memory_store', { id: `complete-${count}`, content: 'x' });
  }
  const complete = async (
    uri: string,
    name: string,
    value: string,
  ): Promise<{ values: string[]; hasMore?: boolean }> => {
    const params = { ref: { type: 'ref/resource', uri }, argument: { name, value } };
    return (await rpcResult(server.url, 'completion/complete', params))['completion'] as never;
  };
  const some = await complete('memory://{id}', 'id', 'complete-11');
  assert.deepEqual(
    [...some.values].sort(),
    ['complete-11', ...Array.from({ length: 10 }, (_, i) => `complete-11${i}`)].sort(),
  );
  const many = await complete('memory://{id}', 'id', 'complete-');
  assert.equal(many.values.length, 100);
  assert.equal(many.hasMore, true);
  assert.deepEqual((await complete('memory://{id}', 'id', 'nothing-begins-so')).values, []);
  assert.ok((await complete('memory://{space}/{id}', 'id', 'complete-5')).values.includes('complete-5'));
});

test('completion offers the values a tool argument may take [mcp.completion.enums]', async () => {
  const complete = async (tool: string, name: string, value: string): Promise<string[]> => {
    const params = { ref: { type: 'ref/tool', name: tool }, argument: { name, value } };
    const { completion } = (await rpcResult(server.url, 'completion/complete', params)) as never;
    return (completion as { values: string[] }).values;
  };
  assert.deepEqual(await complete('memory_search', 'order', ''), ['relevance', 'recent']);
  assert.deepEqual(await complete('memory.search', 'order', 'rec'), ['recent']);
  assert.deepEqual(await complete('memory_search', 'query', ''), []);
  assert.deepEqual(await complete('memory_search', 'constructor', ''), []);
  assert.deepEqual(await complete('store_verify', 'any', ''), []);
});
