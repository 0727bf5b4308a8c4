import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { callAsOwner, pickedOf, withRows } from '../../support/access-rows.ts';
import { type HttpCall, type HttpReply, send } from '../../support/http.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const SESSION = '11111111-2222-4333-8444-555555555555';

let server: TestServer;
let key: string;
let narrowKey: string;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off', '--rate-limit-principal', '20/1h'] });
  ({ key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1' }));
  const reader = { name: 'reader', scopes: ['memory'] };
  ({ key: narrowKey } = await callAsOwner<{ key: string }>(server, 'host_add', reader));
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

const post = (body: unknown, headers: Readonly<Record<string, string>>): Promise<HttpReply> =>
  send(server.url, {
    method: 'POST',
    path: '/mcp',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });

const REFUSED: readonly [what: string, status: number, call: () => HttpCall, expected: Partial<AccessRow>][] = [
  [
    'no credential behind a proxy',
    401,
    () => ({ headers: { via: '1.1 x' } }),
    { principal: 'anonymous', status: 'denied', code: 'unauthenticated', reason: 'the header via shows a proxy' },
  ],
  [
    'a wrong key',
    401,
    () => ({ headers: { authorization: `Bearer cz_${'A'.repeat(43)}` } }),
    { principal: 'anonymous', status: 'denied', code: 'unauthenticated' },
  ],
  [
    'a foreign Host',
    403,
    () => ({ headers: { host: 'evil.example' } }),
    { principal: 'anonymous', status: 'denied', code: 'forbidden' },
  ],
  [
    'a foreign Origin',
    403,
    () => ({ headers: { origin: 'https://evil.example' } }),
    { principal: 'anonymous', status: 'denied', code: 'forbidden' },
  ],
  [
    'two different credentials',
    400,
    () => ({ headers: { authorization: 'Bearer a', 'x-api-key': 'b' } }),
    { principal: 'anonymous', status: 'error', code: 'invalid' },
  ],
  [
    'a body above 4 MiB',
    413,
    () => ({ body: `"${'x'.repeat(4 * 1024 * 1024)}"` }),
    { principal: 'owner:local', status: 'denied', code: 'too_large' },
  ],
  [
    'another type of body',
    415,
    () => ({ headers: { 'content-type': 'text/plain' } }),
    { principal: 'owner:local', status: 'error', code: 'invalid' },
  ],
  [
    'an unknown MCP session',
    404,
    () => ({ headers: { 'mcp-session-id': SESSION } }),
    { principal: 'owner:local', status: 'error', code: 'not_found' },
  ],
];

for (const [what, status, call, expected] of REFUSED) {
  test(`${what} is refused with ${status} and one row [access.log.rows.refused]`, async () => {
    const { headers, ...more } = call();
    const refused = { method: 'POST', path: '/mcp', body: JSON.stringify(rpc('ping')), ...more };
    const { result, rows } = await withRows(server, 1, () =>
      send(server.url, { ...refused, headers: { ...JSON_TYPE, ...headers } }),
    );
    assert.equal(result.status, status);
    assert.equal(rows.length, 1);
    assert.deepEqual(pickedOf(rows[0], 'method', ...(Object.keys(expected) as (keyof AccessRow)[])), {
      method: 'POST /mcp',
      ...expected,
    });
  });
}

test('a key that may not do it is refused by name, and its host is known [access.log.rows.refused]', async () => {
  const headers = { authorization: `Bearer ${narrowKey}` };
  const body = rpc('tools/call', { name: 'get_state', arguments: {} });
  const { rows } = await withRows(server, 1, () => post(body, headers));
  assert.equal(rows.length, 1);
  assert.deepEqual(pickedOf(rows[0], 'principal', 'space', 'tool', 'status', 'code'), {
    principal: 'host:reader',
    space: 'reader',
    tool: 'get_state',
    status: 'denied',
    code: 'forbidden',
  });
});

test('a disabled key is refused with the name of its host [access.log.rows.refused]', async () => {
  const { key: other } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'gone' });
  await callAsOwner(server, 'host_update', { name: 'gone', enabled: false });
  const { result, rows } = await withRows(server, 1, () => post(rpc('ping'), { 'x-api-key': other }));
  assert.equal(result.status, 403);
  assert.deepEqual(pickedOf(rows[0], 'principal', 'status'), { principal: 'host:gone', status: 'denied' });
});

test('a batch above the limit is one row, and none of its members has run [access.log.rows.refused]', async () => {
  const headers = { authorization: `Bearer ${key}` };
  const batch = Array.from({ length: 30 }, (_, id) =>
    rpc('tools/call', { name: 'memory_store', arguments: { content: 'ran although refused' } }, id),
  );
  const { result, rows } = await withRows(server, 1, () => post(batch, headers));
  assert.equal(result.status, 429);
  assert.equal(rows.length, 1);
  assert.deepEqual(pickedOf(rows[0], 'principal', 'method', 'status', 'code'), {
    principal: 'host:web-1',
    method: 'POST /mcp',
    status: 'denied',
    code: 'rate_limited',
  });
  const found = await callAsOwner<{ count: number }>(server, 'memory_search', { query: 'ran although refused' });
  assert.equal(found.count, 0);
});

const UNREADABLE: readonly [what: string, text: string, status: number, expected: Partial<AccessRow>][] = [
  ['no HTTP', 'hello there\r\n\r\n', 400, { status: 'error', code: 'invalid' }],
  [
    'headers above 16 KiB',
    rawRequest('GET /mcp HTTP/1.1', ['Host: localhost', `X-Long: ${'x'.repeat(20_000)}`]),
    431,
    { status: 'denied', code: 'too_large' },
  ],
  [
    'a tunnel to somewhere else',
    'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
    405,
    { status: 'error', code: 'invalid' },
  ],
  [
    'two lengths',
    'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
    { status: 'error', code: 'invalid' },
  ],
];

for (const [what, text, status, expected] of UNREADABLE) {
  test(`${what} is refused with ${status} and one row [access.log.rows.refused]`, async () => {
    const { result, rows } = await withRows(server, 1, () => sendRaw(server.port, text));
    assert.equal(result.status, status);
    assert.equal(rows.length, 1);
    assert.deepEqual(pickedOf(rows[0], 'principal', 'method', ...(Object.keys(expected) as (keyof AccessRow)[])), {
      principal: 'anonymous',
      method: '(unreadable)',
      ...expected,
    });
  });
}

test('a refused preflight is one row with the address it came from [access.log.rows.refused]', async () => {
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const call = { method: 'OPTIONS', path: '/mcp', headers, from: '127.0.0.5' };
  const { result, rows } = await withRows(server, 1, () => send(server.url, call));
  assert.equal(result.status, 403);
  assert.deepEqual(
    rows.map(({ address, status }) => [address, status]),
    [['127.0.0.5', 'denied']],
  );
});

test('a key in the address of a refused request gets into no log [access.log.rows.secrets]', async () => {
  const path = `/mcp/memories/${key}?key=${key}`;
  const { result } = await withRows(server, 1, () => send(server.url, { path, headers: { via: '1.1 proxy' } }));
  assert.equal(result.status, 401);
  assert.match(server.stderr(), /refused .*path=\(unknown\)/);
  assert.ok(!server.stderr().includes(key.slice(3)));
});
