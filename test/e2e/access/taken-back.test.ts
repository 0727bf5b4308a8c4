import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { callAsOwner, pickedOf } from '../../support/access-rows.ts';
import { manage, type PrintedHost, pingAs, sendWithKey } from '../../support/host-caller.ts';
import { open, send } from '../../support/http.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { readMessages } from '../../support/sse.ts';

// What began with a right, and goes on when the right is gone: streams, and answers that are waited for.

const NOTE = 'memory://ops/news';

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
  await manage(server, 'space', 'add', 'ops');
  await changeNote();
});
after(async () => {
  await server.stop();
});

const add = (name: string, ...args: string[]): Promise<PrintedHost> =>
  manage(server, 'host', 'add', name, '--space', 'ops:read', ...args);
const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` });

let changes = 0;
async function changeNote(): Promise<void> {
  await callAsOwner(server, 'memory_store', { id: 'news', space: 'ops', content: `change ${++changes}` });
}

/** Opens the stream of an MCP session that watches the note, and returns how often it was told of a change. */
async function watch(key: string, from: string): Promise<{ stream: IncomingMessage; told: () => number }> {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  const { headers } = await sendWithKey(server, key, { method: 'initialize', params }, { from });
  const session = { 'mcp-session-id': String(headers['mcp-session-id']) };
  await sendWithKey(server, key, { method: 'resources/subscribe', params: { uri: NOTE } }, { from, headers: session });
  const stream = await open(server.url, { path: '/mcp', from, headers: { ...bearer(key), ...session } });
  assert.equal(stream.statusCode, 200);
  let told = 0;
  void (async () => {
    for await (const _ of readMessages(stream)) told++;
  })().catch(() => {});
  return { stream, told: () => told };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

/** Changes the note until so much is true. */
async function changeUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await changeNote();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('a stream ends with the key, the scope or the space it was opened with, before it is told more [access.held.stream]', async () => {
  const ways: Readonly<Record<string, readonly string[]>> = {
    disabled: ['host', 'disable', 'disabled'],
    rotated: ['host', 'rotate', 'rotated'],
    narrowed: ['host', 'update', 'narrowed', '--scope', 'memory'],
    unshared: ['host', 'update', 'unshared', '--leave', 'ops'],
    removed: ['host', 'remove', 'removed'],
  };
  for (const [name, way] of Object.entries(ways)) {
    const { key } = await add(name);
    const { stream, told } = await watch(key, '127.0.0.2');
    await changeUntil(() => told() > 0);
    await manage(server, ...way);
    const before = told();
    const { head } = await callAsOwner<{ head: string }>(server, 'access_log', { limit: 1 });
    await changeUntil(() => stream.readableEnded);
    assert.ok(told() - before <= 12, `${name}: told ${told() - before} times`);
    const wanted = { after: head, timeout_ms: 10_000, principal: `host:${name}` };
    const { rows } = await callAsOwner<{ rows: AccessRow[] }>(server, 'access_log', wanted);
    const expected = { method: 'GET /mcp', status: 'denied', code: 'forbidden' };
    assert.deepEqual(pickedOf(rows[0], 'method', 'status', 'code'), expected, name);
  }
});

test('an open stream binds its key to nothing: after unbind the next call does [access.held.binding]', async () => {
  const { key } = await add('unbound');
  const { stream, told } = await watch(key, '127.0.0.2');
  await manage(server, 'host', 'unbind', 'unbound');
  const start = performance.now();
  await changeUntil(() => performance.now() - start > 1500);
  assert.ok(told() > 0);
  assert.deepEqual((await manage(server, 'host', 'show', 'unbound')).bound, {});
  assert.equal(await pingAs(server, key, { from: '127.0.0.3' }), '200');
  await changeUntil(() => stream.readableEnded);
  assert.deepEqual((await manage(server, 'host', 'show', 'unbound')).bound, { ipv4: '127.0.0.3' });
});

test('streams of a roaming key from two addresses do not move it to and fro [access.held.binding]', async () => {
  const { key } = await add('roams', '--roaming');
  const first = await watch(key, '127.0.0.2');
  const second = await watch(key, '127.0.0.3');
  const start = performance.now();
  await changeUntil(() => performance.now() - start > 1500 && first.told() > 0 && second.told() > 0);
  first.stream.destroy();
  second.stream.destroy();
  assert.deepEqual((await manage(server, 'host', 'show', 'roams')).bound, { ipv4: '127.0.0.3' });
  assert.equal(server.stderr().split('host:roams').length - 1, 1);
});

test('an answer that was waited for is withheld when its key was taken back meanwhile, on every door [access.held.answer]', async () => {
  const { key } = await add('waits', '--scope', 'sessions:read');
  const args = { timeout_ms: 3000 };
  const headers = { ...bearer(key), 'content-type': 'application/json' };
  await pingAs(server, key, { from: '127.0.0.2' });
  const { head } = await callAsOwner<{ head: string }>(server, 'access_log', { limit: 1 });
  const overRest = send(server.url, {
    method: 'POST',
    path: '/api/tools/poll_events',
    headers,
    body: JSON.stringify(args),
    from: '127.0.0.2',
  });
  const call = { method: 'tools/call', params: { name: 'poll_events', arguments: args } };
  const overMcp = sendWithKey(server, key, call, { from: '127.0.0.2' });
  // Its headers come once it waits; so do the others by then.
  const streamed = await open(server.url, {
    method: 'POST',
    path: '/mcp',
    headers: { ...headers, accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...call }),
    from: '127.0.0.2',
  });
  await callAsOwner(server, 'host_update', { name: 'waits', enabled: false });
  const result = await Promise.all([overRest, overMcp, textOf(streamed)]);
  const [rest, json, stream] = result;
  assert.deepEqual([rest.status, json.status], [403, 403]);
  for (const text of [rest.text, json.text, stream]) assert.doesNotMatch(text, /cursor/);
  const wanted = { after: head, timeout_ms: 10_000, principal: 'host:waits', door: 'rest' };
  const { rows } = await callAsOwner<{ rows: AccessRow[] }>(server, 'access_log', wanted);
  const expected = { tool: 'poll_events', status: 'denied', code: 'forbidden' };
  assert.deepEqual(pickedOf(rows[0], 'tool', 'status', 'code'), expected);
});
