import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { callAsOwner, pickedOf, withRows } from '../../support/access-rows.ts';
import { type HttpCall, type HttpReply, open, send } from '../../support/http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const SECRET = 'the-words-of-a-note';
const SESSION = '11111111-2222-4333-8444-555555555555';

let server: TestServer;
let key: string;
let narrowKey: string;
before(async () => {
  server = await startServer();
  ({ key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1' }));
  ({ key: narrowKey } = await callAsOwner<{ key: string }>(server, 'host_add', {
    name: 'reader',
    scopes: ['memory'],
  }));
});
after(async () => {
  await server.stop();
});

const rpc = (method: string, params?: object, id = 1): object => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params && { params }),
});

const post = (body: unknown, more: Partial<HttpCall> = {}): Promise<HttpReply> =>
  send(server.url, {
    method: 'POST',
    path: '/mcp',
    ...more,
    headers: { ...JSON_TYPE, ...more.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('a call of a tool is one row: who, from where, what, how it ended, how long, how much [access.log.rows.call]', async () => {
  const body = JSON.stringify(rpc('tools/call', { name: 'memory.store', arguments: { content: SECRET } }));
  const { result, rows } = await withRows(server, 1, () => post(body, { headers: { 'user-agent': 'rows/1' } }));
  const [row] = rows;
  assert.equal(rows.length, 1);
  assert.deepEqual(pickedOf(row, 'principal', 'space', 'address', 'door', 'method', 'tool', 'status', 'user_agent'), {
    principal: 'owner:local',
    space: 'local',
    address: '127.0.0.1',
    door: 'mcp',
    method: 'tools/call',
    tool: 'memory_store',
    status: 'ok',
    user_agent: 'rows/1',
  });
  assert.equal(row?.request_id, result.headers['x-request-id']);
  assert.equal(row?.bytes_in, body.length);
  assert.equal(row?.bytes_out, Number(result.headers['content-length']));
  assert.ok((row?.duration_ms ?? -1) >= 0 && Date.now() - Date.parse(row?.at ?? '') < 60_000);
});

test('each member of a batch is a row of its own, of the same request [access.log.rows.batch]', async () => {
  const batch = [
    rpc('ping', undefined, 1),
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    rpc('tools/call', { name: 'memory_search', arguments: { query: SECRET } }, 2),
    rpc('tools/call', { name: 'no_such_tool' }, 3),
    rpc('no/method', undefined, 4),
    { no: 'message' },
  ];
  const { rows } = await withRows(server, batch.length, () => post(batch));
  assert.equal(rows.length, batch.length);
  assert.equal(new Set(rows.map((row) => row.request_id)).size, 1);
  const shown = rows.map(({ method, tool, status, code }) => [method, tool, status, code]);
  const sorted = (list: unknown[][]): string[] => list.map((each) => JSON.stringify(each)).sort();
  assert.deepEqual(
    sorted(shown),
    sorted([
      ['ping', undefined, 'ok', undefined],
      ['notifications/initialized', undefined, 'ok', undefined],
      ['tools/call', 'memory_search', 'ok', undefined],
      ['tools/call', '(unknown)', 'error', 'not_found'],
      ['no/method', undefined, 'error', 'invalid'],
      ['(invalid)', undefined, 'error', 'invalid'],
    ]),
  );
});

const REST: readonly [what: string, call: HttpCall, expected: Partial<AccessRow>][] = [
  [
    'a short name of REST',
    { method: 'POST', path: '/mcp/memories/search', body: `{"query":"${SECRET}"}` },
    { door: 'rest', method: 'POST /mcp/memories/search', tool: 'memory_search', status: 'ok' },
  ],
  [
    'a path with an id',
    { method: 'DELETE', path: `/mcp/memories/${SECRET}` },
    { door: 'rest', method: 'DELETE /mcp/memories/:id', tool: 'memory_delete', status: 'ok' },
  ],
  [
    'a call that names a session',
    { method: 'POST', path: '/api/tools/get_session', body: `{"session_id":"${SESSION}"}` },
    { tool: 'get_session', session_id: SESSION, status: 'error', code: 'not_found' },
  ],
  [
    'wrong arguments',
    { method: 'POST', path: '/api/tools/memory_store', body: `{"contents":"${SECRET}"}` },
    { tool: 'memory_store', status: 'error', code: 'invalid' },
  ],
  [
    'an unknown tool',
    { method: 'POST', path: `/api/tools/${SECRET}`, body: '{}' },
    { method: 'POST /api/tools/:name', tool: '(unknown)', status: 'error', code: 'not_found' },
  ],
  [
    'a body that is no JSON',
    { method: 'POST', path: '/api/tools/memory_list', body: SECRET },
    { method: 'POST /api/tools/:name', status: 'error', code: 'invalid' },
  ],
  [
    'a path where nothing is',
    { path: `/${SECRET}?key=${SECRET}` },
    { method: 'GET (unknown)', status: 'error', code: 'not_found' },
  ],
  ['a path that cannot be read', { path: '/%zz' }, { principal: 'anonymous', status: 'error', code: 'invalid' }],
  ['a list of tools', { path: '/api/tools' }, { door: 'rest', method: 'GET /api/tools', status: 'ok' }],
];

for (const [what, call, expected] of REST) {
  test(`${what} is one row [access.log.rows.rest]`, async () => {
    const { rows } = await withRows(server, 1, () => send(server.url, call));
    assert.equal(rows.length, 1);
    assert.deepEqual(pickedOf(rows[0], ...(Object.keys(expected) as (keyof AccessRow)[])), expected);
  });
}

test('a stream is one row when it ends, with what was sent [access.log.rows.stream]', async () => {
  const { rows } = await withRows(server, 1, async () => {
    const stream = await open(server.url, { path: '/api/events' });
    stream.destroy();
  });
  assert.equal(rows.length, 1);
  assert.deepEqual(pickedOf(rows[0], 'door', 'method', 'status'), {
    door: 'rest',
    method: 'GET /api/events',
    status: 'ok',
  });
  assert.ok((rows[0]?.bytes_out ?? 0) > 0);
});

test('a client that leaves in the middle of its body leaves one row [access.log.rows.cut]', async () => {
  const { rows } = await withRows(server, 2, async () => {
    const socket = connect(server.port, '127.0.0.1');
    const host = `Host: 127.0.0.1:${server.port}`;
    socket.write(`GET /nothing HTTP/1.1\r\n${host}\r\n\r\n`);
    // Whose the connection is has been looked up when the first reply comes.
    await once(socket, 'data');
    const head = `POST /mcp HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`;
    await new Promise<void>((resolve) => socket.write(`${head}{"json`, () => resolve()));
    socket.destroy();
  });
  assert.equal(rows.length, 2);
  assert.deepEqual(pickedOf(rows[1], 'method', 'status'), { method: 'POST /mcp', status: 'error' });
});

test('a hook is a row of its own door, without what it says [access.log.rows.hook]', async () => {
  const headers = { ...JSON_TYPE, 'x-codez-hook': readFileSync(join(server.home, 'hook-secret'), 'utf8').trim() };
  const body = JSON.stringify({ session_id: SESSION, hook_event_name: 'Stop', prompt: SECRET });
  const { rows } = await withRows(server, 1, () =>
    send(server.url, { method: 'POST', path: '/hooks/claude', headers, body }),
  );
  assert.equal(rows.length, 1);
  assert.deepEqual(pickedOf(rows[0], 'principal', 'door', 'method', 'status'), {
    principal: 'owner:claude-hooks',
    door: 'hook',
    method: 'POST /hooks/claude',
    status: 'ok',
  });
});

test('what comes over the socket is of the command line, without an address [access.log.rows.cli]', async () => {
  const { rows } = await withRows(server, 1, () => callAsOwner(server, 'host_list'));
  assert.deepEqual(pickedOf(rows[0], 'principal', 'address', 'door', 'tool'), {
    principal: 'owner:local',
    address: '',
    door: 'cli',
    tool: 'host_list',
  });
});

test('no row holds arguments, contents, keys or secrets; nor does the log of the server [access.log.rows.secrets]', async () => {
  await callAsOwner(server, 'memory_store', { content: SECRET, tags: [SECRET] });
  const query = `?key=${key}&token=${SECRET}`;
  await withRows(server, 2, async () => {
    await send(server.url, { path: `/api/tools${query}`, headers: { authorization: `Bearer ${key}x` } });
    await send(server.url, { path: `/mcp/memories/${key}${query}`, headers: { 'x-api-key': narrowKey } });
  });
  await server.stop();
  const day = new Date().toISOString().slice(0, 10);
  const log = readFileSync(join(server.home, 'access', `${day}.jsonl`), 'utf8');
  assert.ok(log.split('\n').length > 30);
  for (const secret of [SECRET, key, key.slice(3), narrowKey, narrowKey.slice(3)]) {
    assert.ok(!log.includes(secret), 'the access log holds a secret');
    assert.ok(!server.stderr().includes(secret), 'the log of the server holds a secret');
  }
});
