import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { type HttpReply, open, send } from '../../support/http.ts';
import { callTool, JSON_HEADERS, parseReply, type RpcReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const LIMIT = 10;

let server: TestServer;
before(async () => {
  server = await startServer({
    env: { CODEZ_RATE_LIMIT_PRINCIPAL: `${LIMIT}/1h`, CODEZ_RATE_LIMIT: '3/1h' },
  });
});
after(async () => {
  await server.stop();
});

let hosts = 0;
/** Adds a host of the test's own; returns the header that carries its key. */
async function freshHost(): Promise<{ authorization: string }> {
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: `host-${++hosts}` });
  return { authorization: `Bearer ${key}` };
}

const ping = (id: unknown): object => ({ jsonrpc: '2.0', id, method: 'ping' });
const store = (id: string): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'memory_store', arguments: { id, content: `note of ${id}` } },
});

function post(body: unknown, headers: Readonly<Record<string, string>>, path = '/mcp'): Promise<HttpReply> {
  return send(server.url, {
    method: 'POST',
    path,
    headers: { ...JSON_HEADERS, ...headers },
    body: JSON.stringify(body),
  });
}

async function statuses(times: number, one: () => Promise<HttpReply>): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < times; at++) found.push((await one()).status);
  return found;
}

async function hasNote(id: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const reply = await post({ id }, headers, '/mcp/memories/retrieve');
  assert.equal(reply.status, 200, reply.text);
  return (JSON.parse(reply.text) as { data: { status: string } }).data.status === 'found';
}

test('a host above its limit gets 429, another one of the same address does not [access.rate.principal]', async () => {
  const [first, second] = [await freshHost(), await freshHost()];
  const found = await statuses(LIMIT + 2, () => post(ping(1), first));
  assert.deepEqual(found, [...Array.from({ length: LIMIT }, () => 200), 429, 429]);
  assert.equal((await post(ping(1), second)).status, 200);
});

test('a valid key does not count for its address, nor the limit of the address for it [access.rate.principal]', async () => {
  const headers = { ...(await freshHost()), via: '1.1 proxy' };
  const from = '127.0.3.1';
  const one = (own: Record<string, string>): Promise<HttpReply> =>
    send(server.url, { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, ...own }, body: '{}', from });
  for (let at = 0; at < 6; at++) assert.equal((await one(headers)).status, 400);
  assert.deepEqual(await statuses(4, () => one({ via: '1.1 proxy' })), [401, 401, 401, 429]);
  assert.equal((await one(headers)).status, 400);
});

test('all doors share the limit of a host, and each answers 429 in its own form [access.rate.principal.doors]', async () => {
  const headers = await freshHost();
  await statuses(4, () => post(ping(1), headers));
  await statuses(3, () => post({ query: 'x' }, headers, '/mcp/memories/search'));
  await statuses(2, () => post({ query: 'x' }, headers, '/api/tools/memory_search'));
  assert.equal((await send(server.url, { path: '/api/tools', headers })).status, 200);
  const mcp = await post(ping(1), headers);
  assert.deepEqual([mcp.status, parseReply(mcp).error?.code, parseReply(mcp).id], [429, -32029, null]);
  for (const path of ['/mcp/memories/search', '/api/tools/memory_search', '/nothing']) {
    const rest = await post({ query: 'x' }, headers, path);
    assert.deepEqual([rest.status, (JSON.parse(rest.text) as { code: string }).code], [429, 'rate_limited'], path);
  }
  assert.equal((await send(server.url, { path: '/mcp', headers })).status, 429);
  assert.equal((await send(server.url, { method: 'DELETE', path: '/mcp', headers })).status, 429);
});

test('200 and 429 carry RateLimit headers of the host, 429 also Retry-After [access.rate.headers]', async () => {
  const headers = await freshHost();
  for (let left = LIMIT - 1; left >= 0; left--) {
    const reply = await post(ping(1), headers);
    assert.deepEqual(
      [
        reply.status,
        reply.headers['ratelimit-limit'],
        reply.headers['ratelimit-remaining'],
        reply.headers['retry-after'],
      ],
      [200, String(LIMIT), String(left), undefined],
    );
    const reset = Number(reply.headers['ratelimit-reset']);
    assert.ok(reset > 3500 && reset <= 3600, String(reset));
  }
  const over = await post(ping(1), headers);
  const retry = Number(over.headers['retry-after']);
  assert.ok(over.status === 429 && retry > 3500 && retry <= 3600, `${over.status} ${retry}`);
  assert.match(over.text, /Too many calls: the limit is 10/);
});

test('a reply that streams carries RateLimit headers too [access.rate.headers]', async () => {
  const headers = { ...(await freshHost()), ...JSON_HEADERS, accept: 'text/event-stream' };
  const reply = await open(server.url, { method: 'POST', path: '/mcp', headers, body: JSON.stringify(ping(1)) });
  assert.match(String(reply.headers['content-type']), /text\/event-stream/);
  assert.equal(reply.headers['ratelimit-remaining'], String(LIMIT - 1));
  reply.destroy();
});

test('every member of a batch counts, and the headers say so [access.rate.batch, mcp.batch.rate-limit]', async () => {
  const headers = await freshHost();
  const reply = await post([ping(1), ping(2), ping(3), ping(4)], headers);
  assert.deepEqual([reply.status, reply.headers['ratelimit-remaining']], [200, String(LIMIT - 4)]);
  assert.equal((await post([1, {}, null, ping(5)], headers)).headers['ratelimit-remaining'], String(LIMIT - 8));
  assert.equal((await post([ping(6), ping(7)], headers)).headers['ratelimit-remaining'], '0');
  assert.equal((await post([ping(8)], headers)).status, 429);
});

test('notifications and responses within a batch count as well [access.rate.batch]', async () => {
  const headers = await freshHost();
  const silent = [
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 99 } },
    { jsonrpc: '2.0', id: 3, result: {} },
  ];
  const found: number[] = [];
  for (let at = 0; at < 4; at++) found.push((await post(silent, headers)).status);
  assert.deepEqual(found, [202, 202, 202, 429]);
});

test('a batch that goes beyond the limit is 429 as a whole: none of its members runs [access.rate.batch.whole]', async () => {
  const headers = await freshHost();
  await post([ping(1), ping(2), ping(3), ping(4), ping(5)], headers);
  const batch = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => store(`beyond-${letter}`));
  const reply = await post(batch, headers);
  assert.equal(reply.status, 429);
  const single = JSON.parse(reply.text) as RpcReply;
  assert.deepEqual([single.id, single.error?.code], [null, -32029]);
  assert.ok(Number(reply.headers['retry-after']) > 0);
  assert.equal(await hasNote('beyond-a', headers), false);
  assert.equal(await hasNote('beyond-f', headers), false);
  // What was refused beyond its first message was not counted: 5 and 1 and 2 have been.
  assert.equal((await post([ping(1), ping(2)], headers)).headers['ratelimit-remaining'], '0');
});

test('a batch that can never fit says so [access.rate.batch.whole]', async () => {
  const headers = await freshHost();
  const reply = await post(
    Array.from({ length: LIMIT + 1 }, (_, at) => store(`never-${at}`)),
    headers,
  );
  assert.equal(reply.status, 429);
  assert.match(reply.text, /Send smaller batches/);
  assert.equal(await hasNote('never-0', headers), false);
});

test('of 50 calls at once exactly as many run as the limit leaves [access.rate.parallel]', async () => {
  const headers = await freshHost();
  const replies = await Promise.all(Array.from({ length: 50 }, (_, at) => post(store(`edge-${at}`), headers)));
  assert.equal(replies.filter(({ status }) => status === 200).length, LIMIT);
  assert.equal(replies.filter(({ status }) => status === 429).length, 50 - LIMIT);
});

test('of 20 batches at once no more members run than the limit leaves [access.rate.parallel]', async () => {
  const headers = await freshHost();
  const batch = [ping(1), ping(2), ping(3)];
  const replies = await Promise.all(Array.from({ length: 20 }, () => post(batch, headers)));
  assert.ok(replies.filter(({ status }) => status === 200).length * batch.length <= LIMIT);
});

test('the owner on this machine has no limit, and limits that are off take any number [access.rate.exempt, access.rate.off]', async () => {
  for (let at = 0; at < 3 * LIMIT; at++) await callTool(server.url, 'memory_search', { query: 'x' });
  const many = Array.from({ length: 100 }, (_, at) => ping(at));
  assert.equal((await post(many, {})).status, 200);
  const open = await startServer({ env: { CODEZ_RATE_LIMIT_PRINCIPAL: 'off' } });
  const { key } = await callAsOwner<{ key: string }>(open, 'host_add', { name: 'web-1' });
  for (let at = 0; at < 30; at++) {
    const headers = { ...JSON_HEADERS, authorization: `Bearer ${key}` };
    const reply = await send(open.url, { method: 'POST', path: '/mcp', headers, body: JSON.stringify(many) });
    assert.deepEqual([reply.status, reply.headers['ratelimit-limit']], [200, undefined]);
  }
  await open.stop();
});
