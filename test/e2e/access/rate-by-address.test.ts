import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { after, before, test } from 'node:test';
import { type HttpCall, type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS, parseReply } from '../../support/mcp.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const LIMIT = 5;
/** Any proxy's header: what carries it is no direct request of this machine, so it is not trusted. */
const THROUGH = { via: '1.1 proxy' };

let server: TestServer;
before(async () => {
  server = await startServer({
    env: { CODEZ_RATE_LIMIT: `${LIMIT}/60s`, MCP_ALLOWED_ORIGINS: 'https://app.example.com' },
  });
});
after(async () => {
  await server.stop();
});

let lastAddress = 1;
/** An address of this machine that no other test comes from. */
function freshAddress(): string {
  lastAddress++;
  return `127.0.1.${lastAddress}`;
}

function ping(from: string, call: HttpCall = {}, to = server): Promise<HttpReply> {
  const headers = { ...JSON_HEADERS, ...THROUGH, ...call.headers };
  return send(to.url, { method: 'POST', path: '/mcp', body: PING, from, ...call, headers });
}

async function statuses(times: number, one: (at: number) => Promise<HttpReply>): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < times; at++) found.push((await one(at)).status);
  return found;
}

const UNTIL_OVER = [...Array.from({ length: LIMIT }, () => 401), 429];

test('requests without a credential above the limit of their address get 429 instead of 401, others are not touched [access.rate.address]', async () => {
  const from = freshAddress();
  assert.deepEqual(await statuses(LIMIT + 1, () => ping(from)), UNTIL_OVER);
  assert.equal((await ping(freshAddress())).status, 401);
});

test('wrong credentials count as missing ones do, and together with them [access.rate.address.any]', async () => {
  const from = freshAddress();
  const wrong = { headers: { authorization: 'Bearer cz_wrong' } };
  const found = await statuses(LIMIT + 1, (at) => ping(from, at % 2 === 0 ? wrong : {}));
  assert.deepEqual(found, UNTIL_OVER);
  assert.equal((await ping(from, wrong)).status, 429);
});

test('all paths and methods of an address share its limit, those that do not exist too [access.rate.address.any, seed2.rate-limit]', async () => {
  const from = freshAddress();
  for (const call of [
    { method: 'GET', path: '/mcp' },
    { method: 'DELETE', path: '/mcp' },
    { method: 'POST', path: '/mcp/memories/store', body: '{}' },
    { method: 'GET', path: '/api/tools' },
    { method: 'GET', path: '/nothing/here' },
  ]) {
    assert.equal((await send(server.url, { ...call, from, headers: THROUGH })).status, 401, call.path);
  }
  for (const path of ['/mcp', '/api/tools', '/nothing/here', '/mcp/memories/search']) {
    assert.equal((await send(server.url, { path, from, headers: THROUGH })).status, 429, path);
  }
});

test('replies carry RateLimit headers, and 429 Retry-After, in the form of their door [access.rate.headers]', async () => {
  const from = freshAddress();
  for (let left = LIMIT - 1; left >= 0; left--) {
    const { headers } = await ping(from);
    assert.deepEqual([headers['ratelimit-limit'], headers['ratelimit-remaining']], [String(LIMIT), String(left)]);
    assert.ok(isWithinMinute(headers['ratelimit-reset']), headers['ratelimit-reset'] as string);
    assert.equal(headers['retry-after'], undefined);
  }
  const over = await ping(from);
  assert.equal(over.status, 429);
  assert.deepEqual([over.headers['ratelimit-limit'], over.headers['ratelimit-remaining']], [String(LIMIT), '0']);
  assert.ok(isWithinMinute(over.headers['retry-after']), over.headers['retry-after'] as string);
  assert.equal(parseReply(over).error?.code, -32029);
  const rest = await ping(from, { path: '/mcp/memories/search' });
  assert.equal((JSON.parse(rest.text) as { code: string }).code, 'rate_limited');
  assert.ok(isWithinMinute(rest.headers['retry-after']));
});

function isWithinMinute(seconds: unknown): boolean {
  return typeof seconds === 'string' && /^\d+$/.test(seconds) && Number(seconds) >= 1 && Number(seconds) <= 60;
}

test('a page of an allowed origin may read a 429, and when to come again [access.rate.cors]', async () => {
  const from = freshAddress();
  const headers = { origin: 'https://app.example.com' };
  await statuses(LIMIT, () => ping(from));
  const over = await ping(from, { headers });
  assert.equal(over.status, 429);
  assert.equal(over.headers['access-control-allow-origin'], 'https://app.example.com');
  assert.match(String(over.headers['access-control-expose-headers']), /Retry-After/);
});

test('trusted loopback is exempt, also where the same address has used its limit up [access.rate.exempt]', async () => {
  const from = freshAddress();
  assert.equal((await statuses(LIMIT + 1, () => ping(from))).at(-1), 429);
  const agent = new Agent({ keepAlive: true });
  for (let at = 0; at < 5 * LIMIT; at++) {
    const reply = await send(server.url, {
      method: 'POST',
      path: '/mcp',
      headers: JSON_HEADERS,
      body: PING,
      from,
      agent,
    });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['ratelimit-limit'], undefined);
  }
  agent.destroy();
});

test('a limit that is off takes any number [access.rate.off]', async () => {
  const open = await startServer({ env: { CODEZ_RATE_LIMIT: 'off' } });
  const found = await statuses(200, () => ping('127.0.1.1', {}, open));
  assert.deepEqual(new Set(found), new Set([401]));
  const { headers } = await ping('127.0.1.1', {}, open);
  assert.equal(headers['ratelimit-limit'], undefined);
  await open.stop();
});

test('without a setting 120 requests of an address are taken in a minute, and no more [access.rate.default]', async () => {
  const plain = await startServer();
  const found = await statuses(121, () => ping('127.0.1.1', {}, plain));
  assert.deepEqual([found.filter((status) => status === 401).length, found.at(-1)], [120, 429]);
  await plain.stop();
});

test('429 comes before the body is read: one that never ends is not waited for [access.rate.before-body]', async () => {
  const from = freshAddress();
  await statuses(LIMIT, () => ping(from));
  const lines = [`Host: 127.0.0.1:${server.port}`, 'Via: 1.1 proxy', 'Content-Type: application/json'];
  const announced = rawRequest('POST /mcp HTTP/1.1', [...lines, 'Content-Length: 1000000']);
  assert.equal((await sendRaw(server.port, announced, '127.0.0.1', from)).status, 429);
  const chunked = rawRequest('POST /mcp HTTP/1.1', [...lines, 'Transfer-Encoding: chunked']);
  assert.equal((await sendRaw(server.port, `${chunked}5\r\n{"jso\r\n`, '127.0.0.1', from)).status, 429);
});

test('Host and Origin are judged before the limit, and what they refuse does not use it up [access.rate.order]', async () => {
  const from = freshAddress();
  const foreign = { headers: { origin: 'https://evil.example.com' } };
  assert.deepEqual(new Set(await statuses(3 * LIMIT, () => ping(from, foreign))), new Set([403]));
  const host = rawRequest('POST /mcp HTTP/1.1', ['Host: evil.example.com', 'Via: 1.1 proxy'], PING);
  for (let at = 0; at < 2 * LIMIT; at++)
    assert.equal((await sendRaw(server.port, host, '127.0.0.1', from)).status, 403);
  assert.deepEqual(await statuses(LIMIT + 1, () => ping(from)), UNTIL_OVER);
  assert.equal((await ping(from, foreign)).status, 403);
  assert.equal((await sendRaw(server.port, host, '127.0.0.1', from)).status, 403);
});

test('of 50 requests at once exactly as many pass as the limit leaves [access.rate.parallel]', async () => {
  const from = freshAddress();
  await statuses(2, () => ping(from));
  const found = await Promise.all(Array.from({ length: 50 }, () => ping(from)));
  const passed = found.filter(({ status }) => status === 401).length;
  assert.deepEqual([passed, found.filter(({ status }) => status === 429).length], [LIMIT - 2, 50 - (LIMIT - 2)]);
});

test('headers that name another client do not escape the limit where no proxy is trusted [access.proxy.untrusted]', async () => {
  const from = freshAddress();
  const forged = (at: number): HttpCall => ({
    headers: {
      'x-forwarded-for': `203.0.113.${at}`,
      forwarded: `for=203.0.113.${at}`,
      'x-real-ip': `203.0.113.${at}`,
      'cf-connecting-ip': `203.0.113.${at}`,
      'true-client-ip': `203.0.113.${at}`,
    },
  });
  assert.deepEqual(await statuses(LIMIT + 1, (at) => ping(from, forged(at))), UNTIL_OVER);
});

test('new connections do not escape the limit, nor do kept ones [access.rate.address.any]', async () => {
  const from = freshAddress();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.deepEqual(await statuses(LIMIT + 1, (at) => ping(from, at % 2 === 0 ? { agent } : {})), UNTIL_OVER);
  agent.destroy();
});

test('a preflight is answered although the limit is used up: it carries no credential and does nothing [access.rate.preflight]', async () => {
  const from = freshAddress();
  await statuses(LIMIT + 1, () => ping(from));
  const headers = { ...THROUGH, origin: 'https://app.example.com', 'access-control-request-method': 'POST' };
  const reply = await send(server.url, { method: 'OPTIONS', path: '/mcp', from, headers });
  assert.equal(reply.status, 204);
  assert.match(String(reply.headers['access-control-expose-headers']), /Retry-After/);
});

test('the Unix socket knows no limit [access.rate.exempt]', async () => {
  const socketPath = `${server.home}/server.sock`;
  const call = { method: 'POST', path: '/mcp', headers: JSON_HEADERS, body: PING, socketPath };
  assert.deepEqual(new Set(await statuses(4 * LIMIT, () => send(server.url, call))), new Set([200]));
});
