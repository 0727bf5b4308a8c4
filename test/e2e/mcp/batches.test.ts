import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callTool, JSON_HEADERS, openSession, postMcp, type RpcReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

const ping = (id: unknown): object => ({ jsonrpc: '2.0', id, method: 'ping' });

async function batch(
  members: unknown,
  headers: Readonly<Record<string, string>> = JSON_HEADERS,
): Promise<{ status: number; replies: RpcReply[] }> {
  const reply = await postMcp(server.url, members, headers);
  return { status: reply.status, replies: reply.text === '' ? [] : (JSON.parse(reply.text) as RpcReply[]) };
}

test('an array of one is answered with an array of one [mcp.batch.one]', async () => {
  assert.deepEqual((await batch([ping(1)])).replies, [{ jsonrpc: '2.0', id: 1, result: {} }]);
});

test('an empty batch is one -32600, not an array [mcp.batch.empty]', async () => {
  const reply = await postMcp(server.url, []);
  assert.equal(reply.status, 400);
  const parsed = JSON.parse(reply.text) as RpcReply;
  assert.deepEqual([parsed.error?.code, parsed.id], [-32600, null]);
});

test('each bad member gets its own -32600 and the others their results [mcp.batch.bad-member, mcp.batch.isolated]', async () => {
  const { status, replies } = await batch([1, ping('a'), { foo: 'boo' }, [], ping(null), null, ping('b')]);
  assert.equal(status, 200);
  assert.deepEqual(
    replies.map(({ id, error, result }) => [id, error?.code ?? result]),
    [
      [null, -32600],
      ['a', {}],
      [null, -32600],
      [null, -32600],
      [null, -32600],
      [null, -32600],
      ['b', {}],
    ],
  );
});

test('a batch of notifications and responses only is 202 without body [mcp.batch.notifications]', async () => {
  const reply = await postMcp(server.url, [
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 99 } },
    { jsonrpc: '2.0', id: 3, result: {} },
  ]);
  assert.deepEqual([reply.status, reply.text], [202, '']);
});

test('notifications among requests get no reply [mcp.batch.allowed, seed2.mcp.batch]', async () => {
  const { replies } = await batch([{ jsonrpc: '2.0', method: 'notifications/initialized' }, ping(1), ping(2)]);
  assert.deepEqual(
    replies.map(({ id }) => id),
    [1, 2],
  );
});

test('a failing member never spoils another: notes around it are stored [mcp.batch.isolated]', async () => {
  const store = (id: string, args: unknown): object => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'memory_store', arguments: args },
  });
  const { replies } = await batch([
    store('one', { id: 'batch-1', content: 'first of the batch' }),
    store('two', { id: 'batch-2', content: '' }),
    { jsonrpc: '2.0', id: 'three', method: 'tools/call', params: { name: 'no_such_tool' } },
    { jsonrpc: '2.0', id: 'four', method: 'no/such/method' },
    store('five', { id: 'batch-5', content: 'last of the batch' }),
  ]);
  assert.deepEqual(
    replies.map(({ id, error, result }) => [id, error?.code, result?.['isError']]),
    [
      ['one', undefined, undefined],
      ['two', undefined, true],
      ['three', -32602, undefined],
      ['four', -32601, undefined],
      ['five', undefined, undefined],
    ],
  );
  assert.equal((await callTool(server.url, 'memory_retrieve', { id: 'batch-1' }))['status'], 'found');
  assert.equal((await callTool(server.url, 'memory_retrieve', { id: 'batch-5' }))['status'], 'found');
});

test('100 members are served, 101 are refused as a whole and none of them runs [mcp.batch.max]', async () => {
  const many = Array.from({ length: 100 }, (_, index) => ping(index));
  const { status, replies } = await batch(many);
  assert.equal(status, 200);
  assert.deepEqual(
    replies.map(({ id }) => id),
    many.map((_, index) => index),
  );
  const store = {
    jsonrpc: '2.0',
    id: 'x',
    method: 'tools/call',
    params: { name: 'memory_store', arguments: { id: 'never', content: 'never stored' } },
  };
  const refused = await postMcp(server.url, [store, ...many]);
  assert.equal(refused.status, 400);
  const error = (JSON.parse(refused.text) as RpcReply).error;
  assert.equal(error?.code, -32600);
  assert.match(String(error?.message), /100/);
  assert.equal((await callTool(server.url, 'memory_retrieve', { id: 'never' }))['status'], 'missing');
});

for (const version of ['2025-03-26', '2024-11-05']) {
  test(`a session of ${version} may send batches [mcp.batch.allowed]`, async () => {
    const { headers } = await openSession(server.url, version);
    assert.equal((await batch([ping(1), ping(2)], headers)).replies.length, 2);
    const { 'mcp-protocol-version': _, ...withoutVersion } = headers;
    assert.equal((await batch([ping(1), ping(2)], withoutVersion)).replies.length, 2);
  });
}

for (const version of ['2025-06-18', '2025-11-25']) {
  test(`a session of ${version} may not send batches [mcp.batch.newer]`, async () => {
    const { headers } = await openSession(server.url, version);
    const { 'mcp-protocol-version': _, ...withoutVersion } = headers;
    for (const sent of [headers, withoutVersion]) {
      const reply = await postMcp(server.url, [ping(1)], sent);
      assert.equal(reply.status, 400);
      assert.equal((JSON.parse(reply.text) as RpcReply).error?.code, -32600);
    }
  });
}

test('initialize cannot stand in a batch with others', async () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 'i',
    method: 'initialize',
    params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 't', version: '1' } },
  };
  const { replies } = await batch([initialize, ping(1)]);
  assert.deepEqual(
    replies.map(({ id, error }) => [id, error?.code]),
    [
      ['i', -32600],
      [1, undefined],
    ],
  );
});
