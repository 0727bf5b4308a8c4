import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open, send } from '../../support/http.ts';
import { BOTH, JSON_HEADERS, parseReply, postMcp, rpc } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { readMessages } from '../../support/sse.ts';

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };
const PONG = { jsonrpc: '2.0', id: 1, result: {} };

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

for (const accept of [undefined, '*/*', 'application/json', 'application/json; q=0.9', 'application/*']) {
  test(`Accept ${accept ?? 'missing'} gets JSON [mcp.accept.json]`, async () => {
    const headers = { ...JSON_HEADERS, ...(accept === undefined ? {} : { accept }) };
    const reply = await postMcp(server.url, PING, headers);
    assert.equal(reply.status, 200);
    assert.match(String(reply.headers['content-type']), /^application\/json/);
    assert.deepEqual(parseReply(reply), PONG);
  });
}

test('Accept text/event-stream alone gets an event stream [mcp.accept.sse]', async () => {
  const response = await open(server.url, {
    method: 'POST',
    path: '/mcp',
    headers: { ...JSON_HEADERS, accept: 'text/event-stream' },
    body: JSON.stringify(PING),
  });
  assert.equal(response.statusCode, 200);
  assert.match(String(response.headers['content-type']), /^text\/event-stream/);
  const messages: unknown[] = [];
  for await (const { message } of readMessages(response)) messages.push(message);
  assert.deepEqual(messages, [PONG]);
});

test('Accept of both gets JSON [mcp.accept.both]', async () => {
  const reply = await postMcp(server.url, PING, BOTH);
  assert.match(String(reply.headers['content-type']), /^application\/json/);
  assert.deepEqual(parseReply(reply), PONG);
});

test('a request without session and initialize is served, and gets no session [mcp.stateless, mcp.session.initialize]', async () => {
  const reply = await postMcp(server.url, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
  assert.equal(reply.status, 200);
  assert.ok(Array.isArray(parseReply(reply).result?.['tools']));
  assert.equal(reply.headers['mcp-session-id'], undefined);
});

for (const id of [0, -1, 7, 2.5, 9007199254740991, '', '1', 'ä"\\\u0000\u2028', '9'.repeat(500)]) {
  test(`the id ${JSON.stringify(id).slice(0, 40)} is echoed exactly [mcp.id.echo]`, async () => {
    assert.deepEqual(parseReply(await postMcp(server.url, { ...PING, id })), { ...PONG, id });
  });
}

test('an id that would come back changed is refused, not altered [mcp.id.echo]', async () => {
  for (const id of ['12345678901234567890', '1e999', '-1e999']) {
    const reply = await postMcp(server.url, `{"jsonrpc":"2.0","id":${id},"method":"ping"}`);
    assert.equal(reply.status, 400, id);
    assert.equal(parseReply(reply).error?.code, -32600);
    assert.equal(parseReply(reply).id, null);
  }
});

test('a null id is invalid [mcp.id.null]', async () => {
  const reply = await postMcp(server.url, { ...PING, id: null });
  assert.equal(reply.status, 400);
  assert.deepEqual([parseReply(reply).error?.code, parseReply(reply).id], [-32600, null]);
});

for (const [what, body] of [
  ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
  ['an unknown notification', { jsonrpc: '2.0', method: 'notifications/nobody/knows', params: { a: 1 } }],
  ['a response', { jsonrpc: '2.0', id: 5, result: {} }],
  ['an error response', { jsonrpc: '2.0', id: 'x', error: { code: -1, message: 'no' } }],
] as const) {
  test(`${what} is answered 202 without body [mcp.notification]`, async () => {
    for (const headers of [JSON_HEADERS, BOTH, { ...JSON_HEADERS, accept: 'text/event-stream' }]) {
      const reply = await postMcp(server.url, body, headers);
      assert.deepEqual([reply.status, reply.text], [202, '']);
    }
  });
}

test('ping is answered with an empty result, also under a session [mcp.ping]', async () => {
  assert.deepEqual(await rpc(server.url, 'ping'), PONG);
});

test('POST, GET and DELETE work on the one path, OPTIONS is answered, others get 405 with Allow [mcp.options, seed1.transport, seed1.endpoint]', async () => {
  assert.equal((await postMcp(server.url, PING)).status, 200);
  assert.equal((await send(server.url, { method: 'GET', path: '/mcp' })).status, 405);
  assert.equal((await send(server.url, { method: 'DELETE', path: '/mcp' })).status, 405);
  const options = await send(server.url, { method: 'OPTIONS', path: '/mcp' });
  assert.equal(options.status, 204);
  assert.deepEqual(methodsOf(options.headers.allow), ['DELETE', 'GET', 'OPTIONS', 'POST']);
  for (const method of ['PUT', 'PATCH']) {
    const reply = await send(server.url, { method, path: '/mcp', headers: JSON_HEADERS, body: '{}' });
    assert.equal(reply.status, 405, method);
    assert.deepEqual(methodsOf(reply.headers.allow), ['DELETE', 'GET', 'OPTIONS', 'POST']);
  }
});

test('GET without a session is 405 with Allow [mcp.get.no-session]', async () => {
  const reply = await send(server.url, { path: '/mcp', headers: { accept: 'text/event-stream' } });
  assert.equal(reply.status, 405);
  assert.ok(methodsOf(reply.headers.allow).includes('POST'));
});

function methodsOf(allow: string | undefined): string[] {
  return (allow ?? '').split(/,\s*/).sort();
}
