import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { type HttpCall, type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS, parseReply } from '../../support/mcp.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const WRONG = { authorization: `Bearer cz_${'A'.repeat(43)}` };
const PROXY = '127.0.7.200';
const BLOCK_AT = 20;

let server: TestServer;
before(async () => {
  server = await startServer({ env: { CODEZ_RATE_LIMIT: 'off', CODEZ_TRUSTED_PROXIES: PROXY } });
});
after(async () => {
  await server.stop();
});

let lastAddress = 1;
function freshAddress(): string {
  lastAddress++;
  return `127.0.7.${lastAddress}`;
}

let hosts = 0;
async function freshKey(more: object = {}): Promise<{ name: string; headers: { authorization: string } }> {
  const name = `host-${++hosts}`;
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name, ...more });
  return { name, headers: { authorization: `Bearer ${key}` } };
}

/** Sends a ping through a proxy: from this machine, yet not directly. */
function ping(from: string, headers: Readonly<Record<string, string>>, call: HttpCall = {}): Promise<HttpReply> {
  const all = { ...JSON_HEADERS, via: '1.1 proxy', ...headers };
  return send(server.url, { method: 'POST', path: '/mcp', body: PING, from, ...call, headers: all });
}

async function statuses(times: number, one: (at: number) => Promise<HttpReply>): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < times; at++) found.push((await one(at)).status);
  return found;
}

/** Sends as many wrong keys as block an address; returns the address. */
async function blockedAddress(): Promise<string> {
  const from = freshAddress();
  const found = await statuses(BLOCK_AT, () => ping(from, WRONG));
  assert.deepEqual(new Set(found), new Set([401]));
  return from;
}

test('after 20 wrong keys of an address the next wrong one gets 429 with half an hour to wait, other addresses do not [access.block]', async () => {
  const from = await blockedAddress();
  const reply = await ping(from, WRONG);
  assert.equal(reply.status, 429);
  assert.equal(parseReply(reply).error?.code, -32029);
  const wait = Number(reply.headers['retry-after']);
  assert.ok(wait > 1700 && wait <= 1800, String(wait));
  assert.equal((await ping(freshAddress(), WRONG)).status, 401);
});

test('19 wrong keys do not block [access.block]', async () => {
  const from = freshAddress();
  await statuses(BLOCK_AT - 1, () => ping(from, WRONG));
  assert.equal((await ping(from, {})).status, 401);
  assert.equal((await ping(from, WRONG)).status, 401);
  assert.equal((await ping(from, WRONG)).status, 429);
});

test('a right key passes from a blocked address, on every door, and a wrong one does not [access.block.right-key]', async () => {
  const { headers } = await freshKey();
  const from = await blockedAddress();
  assert.equal((await ping(from, headers)).status, 200);
  assert.equal((await ping(from, WRONG)).status, 429);
  assert.equal((await ping(from, headers, { path: '/mcp/memories/search', body: '{"query":"x"}' })).status, 200);
  assert.equal((await ping(from, WRONG, { path: '/mcp/memories/search', body: '{"query":"x"}' })).status, 429);
  const apiKey = { 'x-api-key': headers.authorization.replace('Bearer ', '') };
  assert.equal((await ping(from, apiKey)).status, 200);
  assert.equal((await ping(from, { 'x-api-key': `cz_${'B'.repeat(43)}` })).status, 429);
});

test('the owner on this machine is let in although its address is blocked [access.block.loopback]', async () => {
  const from = await blockedAddress();
  const direct = { method: 'POST', path: '/mcp', headers: JSON_HEADERS, body: PING, from };
  assert.equal((await send(server.url, direct)).status, 200);
});

test('a missing credential from a blocked address stays a 401 [access.block.missing]', async () => {
  const from = await blockedAddress();
  assert.equal((await ping(from, {})).status, 401);
  assert.equal((await ping(from, { authorization: 'Basic dXNlcjpwYXNz' })).status, 401);
});

test('missing credentials, and what is none, do not count [access.block.counts]', async () => {
  const from = freshAddress();
  for (const headers of [{}, { authorization: '' }, { authorization: 'Bearer' }, { authorization: 'Basic eDp5' }]) {
    const found = await statuses(BLOCK_AT, () => ping(from, headers));
    assert.deepEqual(new Set(found), new Set([401]), JSON.stringify(headers));
  }
  assert.equal((await ping(from, WRONG)).status, 401);
});

test('right keys that may not come now do not count: disabled, closed window, wrong address [access.block.counts]', async () => {
  const from = freshAddress();
  const disabled = await freshKey();
  await callAsOwner(server, 'host_update', { name: disabled.name, enabled: false });
  const closed = await freshKey({ insecure: true });
  await callAsOwner(server, 'host_window', { name: closed.name, action: 'close' });
  const foreign = await freshKey({ addresses: ['203.0.113.1'] });
  for (const { headers } of [disabled, closed, foreign]) {
    const found = await statuses(BLOCK_AT + 5, () => ping(from, headers));
    assert.deepEqual(new Set(found), new Set([403]));
  }
  assert.equal((await ping(from, WRONG)).status, 401);
});

test('right keys in between neither count nor forgive [access.block.counts]', async () => {
  const from = freshAddress();
  const { headers } = await freshKey();
  for (let at = 0; at < BLOCK_AT; at++) {
    assert.equal((await ping(from, WRONG)).status, 401);
    assert.equal((await ping(from, headers)).status, 200);
  }
  assert.equal((await ping(from, WRONG)).status, 429);
});

test('wrong keys over a direct connection of this machine never block [access.block.loopback]', async () => {
  const from = freshAddress();
  const direct = { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, ...WRONG }, body: PING, from };
  assert.deepEqual(new Set(await statuses(3 * BLOCK_AT, () => send(server.url, direct))), new Set([401]));
  assert.equal((await ping(from, WRONG)).status, 401);
});

test('wrong keys count on every door and in both headers, whatever they look like [access.block.any]', async () => {
  const from = freshAddress();
  const kinds: readonly (readonly [Readonly<Record<string, string>>, HttpCall])[] = [
    [WRONG, {}],
    [{ 'x-api-key': 'cz_short' }, {}],
    [{ authorization: 'bearer not-a-key-at-all' }, { path: '/mcp/memories/store' }],
    [{ 'x-api-key': 'a.b.c' }, { method: 'GET', path: '/api/tools', body: '' }],
    [{ authorization: `Bearer ${'x'.repeat(8000)}` }, { method: 'DELETE' }],
  ];
  const found = await statuses(BLOCK_AT, (at) => {
    const [headers, call] = kinds[at % kinds.length] ?? [{}, {}];
    return ping(from, headers, call);
  });
  assert.deepEqual(new Set(found), new Set([401]));
  assert.equal((await ping(from, WRONG)).status, 429);
});

test('behind one trusted proxy a client that guesses blocks itself, and nobody else [access.block.shared]', async () => {
  const as = (client: string, headers: Readonly<Record<string, string>>): Promise<HttpReply> =>
    ping(PROXY, { ...headers, 'x-forwarded-for': client });
  await statuses(BLOCK_AT, () => as('203.0.113.5', WRONG));
  assert.equal((await as('203.0.113.5', WRONG)).status, 429);
  assert.equal((await as('203.0.113.6', WRONG)).status, 401);
  assert.equal((await as('203.0.113.6, 203.0.113.5', WRONG)).status, 429);
  assert.equal((await as('203.0.113.5, 203.0.113.6', WRONG)).status, 401);
});

test('hosts behind one address that guesses are let in with their keys [access.block.shared]', async () => {
  const from = await blockedAddress();
  const keys = [await freshKey(), await freshKey(), await freshKey()];
  for (const { headers } of keys) {
    assert.equal((await ping(from, headers)).status, 200);
    assert.equal((await ping(from, WRONG)).status, 429);
  }
});

test('of 50 wrong keys at once 20 are judged wrong and the others refused [access.block.parallel]', async () => {
  const from = freshAddress();
  const replies = await Promise.all(Array.from({ length: 50 }, () => ping(from, WRONG)));
  assert.equal(replies.filter(({ status }) => status === 401).length, BLOCK_AT);
  assert.equal(replies.filter(({ status }) => status === 429).length, 50 - BLOCK_AT);
});

test('Host and Origin are judged before the block, and the block before the body is read [access.block.order]', async () => {
  const from = await blockedAddress();
  assert.equal((await ping(from, { ...WRONG, origin: 'https://evil.example.com' })).status, 403);
  const lines = ['Via: 1.1 proxy', `Authorization: ${WRONG.authorization}`, 'Content-Length: 1000000'];
  const request = (host: string): string => rawRequest('POST /mcp HTTP/1.1', [`Host: ${host}`, ...lines]);
  assert.equal((await sendRaw(server.port, request('evil.example.com'), '127.0.0.1', from)).status, 403);
  assert.equal((await sendRaw(server.port, request(`127.0.0.1:${server.port}`), '127.0.0.1', from)).status, 429);
});
