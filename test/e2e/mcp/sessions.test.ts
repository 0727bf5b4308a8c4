import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HttpReply, send } from '../../support/http.ts';
import { callTool, JSON_HEADERS, openSession, parseReply, postMcp, rpc } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

function assertUnknown(reply: HttpReply): void {
  assert.equal(reply.status, 404, reply.text);
  const { error, id } = parseReply(reply);
  assert.deepEqual([error?.code, id], [-32001, null]);
  assert.match(error?.message ?? '', /^Session not found/);
  assert.match(error?.message ?? '', /initiali[sz]e/i);
}

test('initialize returns an Mcp-Session-Id that later requests may carry [mcp.session.initialize, seed1.session-header]', async () => {
  const { id, headers } = await openSession(server.url);
  assert.match(id, /^[\x21-\x7e]{16,}$/);
  const reply = await postMcp(server.url, PING, headers);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['mcp-session-id'], undefined);
});

test('a failed initialize makes no session [mcp.session.initialize]', async () => {
  const reply = await postMcp(server.url, { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} });
  assert.equal(parseReply(reply).error?.code, -32602);
  assert.equal(reply.headers['mcp-session-id'], undefined);
});

for (const id of [
  'no-such-session',
  '00000000-0000-4000-8000-000000000000',
  '__proto__',
  'constructor',
  'x'.repeat(4000),
]) {
  test(`the session ${id.slice(0, 36)} is unknown to POST, GET and DELETE [mcp.session.unknown, seed1.trouble.session-not-found]`, async () => {
    const headers = { ...JSON_HEADERS, 'mcp-session-id': id };
    assertUnknown(await postMcp(server.url, PING, headers));
    assertUnknown(await send(server.url, { path: '/mcp', headers: { ...headers, accept: 'text/event-stream' } }));
    assertUnknown(await send(server.url, { method: 'DELETE', path: '/mcp', headers }));
  });
}

test('a stale session id does not stand in the way of initialising again [mcp.session.unknown]', async () => {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  const headers = { ...JSON_HEADERS, 'mcp-session-id': 'stale' };
  const reply = await postMcp(server.url, { jsonrpc: '2.0', id: 1, method: 'initialize', params }, headers);
  assert.equal(reply.status, 200);
  assert.notEqual(reply.headers['mcp-session-id'], 'stale');
});

test('DELETE ends a session with 204; afterwards it is unknown, others live on [mcp.session.delete]', async () => {
  const ended = await openSession(server.url);
  const other = await openSession(server.url);
  const reply = await send(server.url, { method: 'DELETE', path: '/mcp', headers: ended.headers });
  assert.deepEqual([reply.status, reply.text], [204, '']);
  assertUnknown(await postMcp(server.url, PING, ended.headers));
  assertUnknown(await send(server.url, { method: 'DELETE', path: '/mcp', headers: ended.headers }));
  assert.deepEqual((await rpc(server.url, 'ping', undefined, other.headers)).result, {});
});

test('a session survives kill -9 and a restart on the same port [mcp.session.restart, storage.durable]', async () => {
  let running = await startServer();
  const { headers } = await openSession(running.url);
  const note = await callTool(running.url, 'memory_store', { content: 'kept through the kill' });
  assert.equal(await running.stop('SIGKILL'), 'SIGKILL');
  running = await startServer({ folder: running.folder, port: running.port });
  assert.deepEqual((await rpc(running.url, 'ping', undefined, headers)).result, {});
  assert.equal((await callTool(running.url, 'memory_retrieve', { id: note['id'] }))['status'], 'found');
  assert.equal(await running.stop(), 0);
  running = await startServer({ folder: running.folder, port: running.port });
  assert.deepEqual((await rpc(running.url, 'ping', undefined, headers)).result, {});
  await running.stop();
});

test('an ended session stays ended after kill -9 [mcp.session.delete]', async () => {
  const first = await startServer();
  const { headers } = await openSession(first.url);
  assert.equal((await send(first.url, { method: 'DELETE', path: '/mcp', headers })).status, 204);
  await first.stop('SIGKILL');
  const second = await startServer({ folder: first.folder });
  assertUnknown(await postMcp(second.url, PING, headers));
  await second.stop();
});

test('above the cap the session idle longest goes [mcp.session.cap]', async () => {
  const capped = await startServer({ env: { CODEZ_MCP_SESSION_MAX: '3' } });
  const sessions = [];
  for (let count = 0; count < 4; count++) sessions.push(await openSession(capped.url));
  const statuses = [];
  for (const { headers } of sessions) statuses.push((await postMcp(capped.url, PING, headers)).status);
  assert.deepEqual(statuses, [404, 200, 200, 200]);
  await capped.stop();
});

test('an idle session ends after its time, which can be set [mcp.session.idle]', async () => {
  const short = await startServer({ env: { CODEZ_MCP_SESSION_TTL: '1s' } });
  const { headers } = await openSession(short.url);
  const used = Date.now();
  assert.equal((await postMcp(short.url, PING, headers)).status, 200);
  // The server's own clock decides; it is this machine's, so waiting for it is waiting for the event.
  await new Promise((resolve) => setTimeout(resolve, 2_100 - (Date.now() - used)));
  assertUnknown(await postMcp(short.url, PING, headers));
  await short.stop();
});

test('a wrong credential with an unknown session is 401, not 404', async () => {
  const headers = { ...JSON_HEADERS, 'mcp-session-id': 'no-such-session', authorization: 'Bearer wrong' };
  assert.equal((await postMcp(server.url, PING, headers)).status, 401);
});
