import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HttpReply, send } from '../../support/http.ts';
import { callTool } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Envelope {
  readonly status: string;
  readonly data?: Record<string, unknown>;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly errors?: Record<string, string[]>;
}

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

async function post(
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ reply: HttpReply; envelope: Envelope }> {
  const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const reply = await send(server.url, {
    method: 'POST',
    path,
    headers,
    ...(text === undefined ? {} : { body: text }),
  });
  return { reply, envelope: JSON.parse(reply.text) as Envelope };
}

async function okData(path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { reply, envelope } = await post(path, body);
  assert.equal(reply.status, 200, reply.text);
  assert.match(String(reply.headers['content-type']), /^application\/json/);
  assert.deepEqual(Object.keys(envelope).sort(), ['data', 'status']);
  assert.equal(envelope.status, 'ok');
  return envelope.data ?? {};
}

async function assertRefused(path: string, body: unknown, status: number, code: string): Promise<Envelope> {
  const { reply, envelope } = await post(path, body);
  assert.equal(reply.status, status, reply.text);
  assert.deepEqual([envelope.status, envelope.code], ['error', code]);
  assert.ok((envelope.message ?? '').length > 5 && (envelope.hint ?? '').length > 5, reply.text);
  return envelope;
}

test('store, retrieve, search and delete answer with the result of the memory tools [rest.memories, rest.envelope, seed2.rest]', async () => {
  const stored = await okData('/mcp/memories/store', { id: 'r1', content: 'a capybara', tags: ['zoo'] });
  assert.equal(stored['status'], 'created');
  const retrieved = await okData('/mcp/memories/retrieve', { id: 'r1' });
  assert.deepEqual(retrieved, await callTool(server.url, 'memory_retrieve', { id: 'r1' }));
  const found = await okData('/mcp/memories/search', { query: 'capybara', tags: ['zoo'] });
  assert.equal(found['count'], 1);
  assert.deepEqual(await okData('/mcp/memories/delete', { id: 'r1' }), {
    ...(await deletedShape('r1')),
    status: 'deleted',
  });
  assert.equal((await okData('/mcp/memories/retrieve', { id: 'r1' }))['status'], 'missing');
});

/** What memory_delete answers for a missing note, which is what it answers for a present one but for `status`. */
async function deletedShape(id: string): Promise<Record<string, unknown>> {
  return await callTool(server.url, 'memory_delete', { id });
}

test('DELETE /mcp/memories/{id} deletes a note, percent-encoded or not [rest.memories.delete]', async () => {
  for (const [id, path] of [
    ['plain-id', 'plain-id'],
    ['with:colon.and.dot', 'with%3Acolon.and.dot'],
    ['x'.repeat(128), 'x'.repeat(128)],
  ] as const) {
    await okData('/mcp/memories/store', { id, content: 'to be deleted' });
    const first = await send(server.url, { method: 'DELETE', path: `/mcp/memories/${path}` });
    assert.equal((JSON.parse(first.text) as Envelope).data?.['status'], 'deleted', first.text);
    const second = await send(server.url, { method: 'DELETE', path: `/mcp/memories/${path}` });
    assert.deepEqual([second.status, (JSON.parse(second.text) as Envelope).data?.['status']], [200, 'missing']);
  }
});

for (const type of [undefined, 'application/json', 'application/x-www-form-urlencoded', 'text/plain', 'nonsense', '']) {
  test(`a body under Content-Type ${type ?? 'none'} is read as JSON [rest.body]`, async () => {
    const headers = type === undefined ? {} : { 'content-type': type };
    const { reply } = await post('/mcp/memories/store', { content: `typed ${type}` }, headers);
    assert.equal(reply.status, 200, reply.text);
  });
}

test('no body is {} [rest.body]', async () => {
  assert.equal(typeof (await okData('/mcp/memories/search'))['count'], 'number');
  const { errors } = await assertRefused('/mcp/memories/store', undefined, 422, 'invalid');
  assert.deepEqual(Object.keys(errors ?? {}), ['content']);
});

for (const [field, value] of [
  ['content', ''],
  ['content', ' '],
  ['content', 'x'.repeat(32_001)],
  ['content', 5],
  ['id', 'no id'],
  ['id', 'x'.repeat(129)],
  ['tags', 'ops'],
  ['tags', ['x'.repeat(65)]],
  ['metadata', []],
  ['metadata', { large: 'x'.repeat(16 * 1024) }],
  ['expires_in', -1],
  ['if_version', 'x'],
  ['nonsense', 1],
] as const) {
  test(`${field} ${JSON.stringify(value).slice(0, 20)} is refused by its name and nothing is stored [rest.error, memory.invalid]`, async () => {
    const { count } = await okData('/mcp/memories/search', { query: '' });
    const { errors } = await assertRefused('/mcp/memories/store', { content: 'valid', [field]: value }, 422, 'invalid');
    assert.ok((errors?.[field]?.[0] ?? '').length > 3, JSON.stringify(errors));
    assert.equal((await okData('/mcp/memories/search', { query: '' }))['count'], count);
  });
}

test('a stale if_version is 409 [rest.error]', async () => {
  await okData('/mcp/memories/store', { id: 'versioned', content: 'one' });
  await assertRefused('/mcp/memories/store', { id: 'versioned', content: 'two', if_version: 7 }, 409, 'conflict');
});

for (const body of ['{', 'hello', '[]', '5', 'null', '"x"', '{"a":1}}']) {
  test(`the body ${body} is refused in the envelope [rest.error]`, async () => {
    const { reply, envelope } = await post('/mcp/memories/store', body);
    assert.ok([400, 422].includes(reply.status), reply.text);
    assert.deepEqual([envelope.status, envelope.code], ['error', 'invalid']);
  });
}

test('what is too large or too deep is refused [rest.error]', async () => {
  const large = await post('/mcp/memories/store', `{"content":"${'x'.repeat(4 * 1024 * 1024)}"}`);
  assert.deepEqual([large.reply.status, large.envelope.code], [413, 'too_large']);
  const deep = await post('/mcp/memories/store', `{"content":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  assert.ok([400, 422].includes(deep.reply.status), deep.reply.text);
});

test('an unknown address is 404 in the envelope [rest.unknown]', async () => {
  await assertRefused('/mcp/memories/nothing', {}, 404, 'not_found');
  await assertRefused('/api/nothing', {}, 404, 'not_found');
  await assertRefused('/api/tools/no_such_tool', {}, 404, 'not_found');
});

test('GET and HEAD on a REST address change nothing [access.safe-methods]', async () => {
  await okData('/mcp/memories/store', { id: 'safe', content: 'stays' });
  for (const method of ['GET', 'HEAD']) {
    for (const path of ['/mcp/memories/safe', '/mcp/memories/delete', '/api/tools/memory_delete?id=safe']) {
      const reply = await send(server.url, { method, path });
      assert.ok(reply.status === 404 || reply.status === 405, `${method} ${path}: ${reply.status}`);
    }
  }
  assert.equal((await okData('/mcp/memories/retrieve', { id: 'safe' }))['status'], 'found');
});

test('every tool is a REST call, and /api/tools lists them [rest.tools]', async () => {
  const listed = await send(server.url, { path: '/api/tools' });
  const { tools } = (JSON.parse(listed.text) as Envelope).data as { tools: { name: string }[] };
  assert.ok(tools.some(({ name }) => name === 'memory_append'));
  assert.ok(tools.every(({ name }) => !name.startsWith('store_')));
  const data = await okData('/api/tools/memory_append', { resource_id: 'api', text: 'through /api' });
  assert.match(String(data['id']), /^api:[0-9a-f]{8}$/);
  assert.equal((await okData('/api/tools/memory.list', { resource_id: 'api' }))['count'], 1);
});

test('/api/openapi.json describes every REST door [rest.openapi]', async () => {
  const document = JSON.parse((await send(server.url, { path: '/api/openapi.json' })).text) as {
    openapi: string;
    paths: Record<string, Record<string, { requestBody?: unknown; responses: Record<string, unknown> }>>;
  };
  assert.match(document.openapi, /^3\.1\./);
  for (const path of [
    '/api/tools',
    '/api/tools/memory_store',
    '/mcp/memories/store',
    '/mcp/memories/retrieve',
    '/mcp/memories/search',
    '/mcp/memories/delete',
    '/mcp/memories/{id}',
  ]) {
    assert.ok(document.paths[path], path);
  }
});
