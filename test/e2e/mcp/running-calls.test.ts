import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { type FixtureServer, startFixtureServer } from '../../support/fixture-server.ts';
import { open, send } from '../../support/http.ts';
import { BOTH, JSON_HEADERS, openSession, parseReply, postMcp, rpc, rpcResult } from '../../support/mcp.ts';
import { readMessages } from '../../support/sse.ts';

let server: FixtureServer;
before(async () => {
  server = await startFixtureServer();
});
after(async () => {
  await server.close();
});

function callOf(name: string, key: string, more: object = {}): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id: key,
    method: 'tools/call',
    params: { name, arguments: { key }, ...more },
  });
}

async function start(body: string, headers: Readonly<Record<string, string>> = BOTH): Promise<IncomingMessage> {
  return await open(server.url, { method: 'POST', path: '/mcp', headers, body });
}

function assertStream(response: IncomingMessage): void {
  assert.equal(response.statusCode, 200);
  assert.match(String(response.headers['content-type']), /^text\/event-stream/);
}

for (const token of ['a token', 7, 0]) {
  test(`a call with the token ${JSON.stringify(token)} streams its progress at once [mcp.progress, mcp.accept.both-progress]`, async () => {
    const key = `progress-${token}`;
    // The tool waits after its first step: headers and that step must come before it ends.
    const response = await start(callOf('test_progress', key, { _meta: { progressToken: token } }));
    assertStream(response);
    const messages = readMessages(response);
    const steps: unknown[] = [];
    const first = (await messages.next()).value?.message;
    steps.push(first?.['params']);
    server.gate.open(key);
    const replies: Record<string, unknown>[] = [];
    for await (const { message } of messages) {
      if (message['method'] === 'notifications/progress') steps.push(message['params']);
      else replies.push(message);
    }
    assert.deepEqual(steps, [
      { progressToken: token, progress: 1, total: 3, message: 'begun' },
      { progressToken: token, progress: 2, total: 3 },
      { progressToken: token, progress: 3, total: 3 },
    ]);
    assert.deepEqual(
      replies.map(({ id, result }) => [id, (result as { structuredContent: unknown }).structuredContent]),
      [[key, { key }]],
    );
  });
}

test('without a token nothing is reported, and a quick call stays JSON [mcp.progress, mcp.accept.both]', async () => {
  server.gate.open('quiet');
  const reply = await postMcp(server.url, callOf('test_progress', 'quiet'), BOTH);
  assert.match(String(reply.headers['content-type']), /^application\/json/);
});

test('a client that takes only JSON gets JSON, however much is reported [mcp.accept.json]', async () => {
  server.gate.open('json-only');
  const reply = await postMcp(server.url, callOf('test_progress', 'json-only', { _meta: { progressToken: 1 } }));
  assert.match(String(reply.headers['content-type']), /^application\/json/);
  assert.deepEqual(parseReply(reply).result?.['structuredContent'], { key: 'json-only' });
});

test('a call that runs on becomes a stream while it runs [mcp.accept.both-slow]', async () => {
  // The gate stays shut until the headers are here: they cannot have waited for the result.
  const response = await start(callOf('test_wait', 'slow'));
  assertStream(response);
  server.gate.open('slow');
  const messages: Record<string, unknown>[] = [];
  for await (const { message } of readMessages(response)) messages.push(message);
  assert.deepEqual(
    messages.map(({ id }) => id),
    ['slow'],
  );
});

test('notifications/cancelled aborts the running call through its signal [mcp.cancel]', async () => {
  const { headers } = await openSession(server.url);
  const answered = postMcp(server.url, callOf('test_wait', 'cancelled'), headers);
  await server.gate.started('cancelled');
  const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'cancelled' } };
  assert.equal((await postMcp(server.url, notification, headers)).status, 202);
  await server.gate.aborted('cancelled');
  await answered;
});

test('a call can be cancelled although another one used its id and has ended [mcp.cancel]', async () => {
  const { headers } = await openSession(server.url);
  const callWithId = (key: string): string => callOf('test_wait', key).replace(`"id":"${key}"`, '"id":"same"');
  const first = postMcp(server.url, callWithId('same-1'), headers);
  await server.gate.started('same-1');
  const second = postMcp(server.url, callWithId('same-2'), headers);
  await server.gate.started('same-2');
  server.gate.open('same-1');
  await first;
  const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'same' } };
  await postMcp(server.url, notification, headers);
  await server.gate.aborted('same-2');
  await second;
});

test('only the session that made a call can cancel it; unknown ids are ignored [mcp.cancel]', async () => {
  const mine = await openSession(server.url);
  const other = await openSession(server.url);
  const answered = postMcp(server.url, callOf('test_wait', 'kept'), mine.headers);
  await server.gate.started('kept');
  for (const [headers, requestId] of [
    [other.headers, 'kept'],
    [JSON_HEADERS, 'kept'],
    [mine.headers, 'nothing'],
    [mine.headers, { key: 'kept' }],
    [mine.headers, undefined],
  ] as const) {
    const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    assert.equal((await postMcp(server.url, notification, headers)).status, 202);
  }
  server.gate.open('kept');
  assert.deepEqual(parseReply(await answered).result?.['structuredContent'], { key: 'kept' });
});

test('a cut stream of a call is resumed by GET and its reply is not lost [mcp.get.resume]', async () => {
  const { headers } = await openSession(server.url, '2025-11-25');
  const body = callOf('test_progress', 'cut', { _meta: { progressToken: 'cut' } });
  const response = await start(body, { ...headers, accept: BOTH.accept });
  const first = (await readMessages(response).next()).value;
  assert.ok(first?.id);
  response.destroy();
  server.gate.open('cut');
  const resumed = await open(server.url, {
    path: '/mcp',
    headers: { ...headers, accept: 'text/event-stream', 'last-event-id': first.id },
  });
  const rest: unknown[] = [];
  for await (const { message } of readMessages(resumed)) {
    rest.push(message['id'] ?? (message['params'] as Record<string, unknown>)['progress']);
    if (message['id'] !== undefined) break;
  }
  assert.deepEqual(rest, [2, 3, 'cut']);
  resumed.destroy();
});

test('a batch whose members run on is one stream with one array [mcp.batch.isolated]', async () => {
  const body = `[${callOf('test_wait', 'b1')},${callOf('test_wait', 'b2')},{"jsonrpc":"2.0","id":"b3","method":"ping"}]`;
  const response = await start(body);
  assertStream(response);
  server.gate.open('b2');
  server.gate.open('b1');
  const messages: unknown[] = [];
  for await (const { message } of readMessages(response)) messages.push(message);
  assert.deepEqual(
    (messages as { id: string }[][]).map((replies) => replies.map(({ id }) => id)),
    [['b1', 'b2', 'b3']],
  );
});

test('tools/list is paged above 100 tools, without loss or repeat [mcp.tools.paged, mcp.tools.sorted]', async () => {
  const names: string[] = [];
  const sizes: number[] = [];
  let cursor: unknown;
  do {
    const page = await rpcResult(server.url, 'tools/list', cursor === undefined ? {} : { cursor });
    const tools = page['tools'] as { name: string }[];
    names.push(...tools.map(({ name }) => name));
    sizes.push(tools.length);
    cursor = page['nextCursor'];
  } while (cursor !== undefined);
  assert.equal(sizes[0], 100);
  assert.equal(sizes.length, 2);
  assert.deepEqual(names, [...new Set(names)].sort());
  assert.equal(names.filter((name) => name.startsWith('test_many_')).length, 130);
});

test('a tool above the caller’s scopes is neither listed nor found over TCP, and runs on the socket [access.admin-hidden, access.socket.admin]', async () => {
  assert.equal((await rpc(server.url, 'tools/call', { name: 'test_admin', arguments: {} })).error?.code, -32602);
  const listed = await rpcResult(server.url, 'tools/list');
  assert.doesNotMatch(JSON.stringify(listed), /test_admin/);
  const path = '/api/tools/test_admin';
  const reply = await send(server.url, { method: 'POST', path, socketPath: server.socketPath, body: '{}' });
  assert.equal(reply.status, 200, reply.text);
});

test('a bug is shown by an id that the log has, never by its details [mcp.call.failure]', async () => {
  const { result } = await rpc(server.url, 'tools/call', { name: 'test_broken', arguments: {} });
  assert.equal(result?.['isError'], true);
  const { code, message } = (result['structuredContent'] as { error: { code: string; message: string } }).error;
  assert.equal(code, 'internal');
  const id = /^Internal error ([0-9a-f]{8})$/.exec(message)?.[1];
  assert.ok(id, message);
  assert.doesNotMatch(JSON.stringify(result), /secret detail/);
  assert.ok(server.log.some((line) => line.includes(id) && line.includes('secret detail')));
});
