import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const PROXY = '127.0.4.1';
const STRANGER = '127.0.4.9';

let server: TestServer;
before(async () => {
  server = await startServer({
    env: {
      CODEZ_TRUSTED_PROXIES: `${PROXY}, 127.0.5.0/24, 2001:db8:ffff::/48`,
      CODEZ_RATE_LIMIT: 'off',
      CODEZ_LOOPBACK: 'off',
    },
  });
});
after(async () => {
  await server.stop();
});

let hosts = 0;
/** Returns the address a request was found to come from: the one that a new key was bound to by it. */
async function clientOf(forwarded: readonly string[], from = PROXY): Promise<string> {
  const name = `host-${++hosts}`;
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name });
  const lines = [`Host: 127.0.0.1:${server.port}`, 'Content-Type: application/json', `X-API-Key: ${key}`, ...forwarded];
  const reply = await sendRaw(server.port, rawRequest('POST /mcp HTTP/1.1', lines, PING), '127.0.0.1', from);
  assert.equal(reply.status, 200, reply.body);
  const { bound } = await callAsOwner<{ bound: { ipv4?: string; ipv6?: string } }>(server, 'host_show', { name });
  return bound.ipv4 ?? bound.ipv6 ?? 'none';
}

const CASES: readonly [what: string, lines: readonly string[], expected: string, ids: string][] = [
  ['one address', ['X-Forwarded-For: 203.0.113.9'], '203.0.113.9', 'access.proxy.trusted'],
  ['the right-most of many', ['X-Forwarded-For: 1.1.1.1, 203.0.113.9'], '203.0.113.9', 'access.proxy.forged'],
  [
    'the right-most that is no proxy',
    ['X-Forwarded-For: 1.1.1.1, 203.0.113.9, 127.0.5.7,127.0.5.8'],
    '203.0.113.9',
    'access.proxy.trusted',
  ],
  [
    'several headers are one list',
    ['X-Forwarded-For: 1.1.1.1', 'x-forwarded-for: 203.0.113.9, 127.0.5.7', 'X-FORWARDED-FOR: 127.0.5.8'],
    '203.0.113.9',
    'access.proxy.trusted',
  ],
  ['an address with a port', ['X-Forwarded-For: 203.0.113.9:4711'], '203.0.113.9', 'access.proxy.trusted'],
  ['IPv6 by its network', ['X-Forwarded-For: 2001:DB8:1:2::9'], '2001:db8:1:2::/64', 'access.proxy.trusted'],
  ['IPv6 in brackets', ['X-Forwarded-For: [2001:db8:1:2::9]:443'], '2001:db8:1:2::/64', 'access.proxy.trusted'],
  ['a mapped address', ['X-Forwarded-For: ::ffff:203.0.113.9'], '203.0.113.9', 'access.proxy.trusted'],
  ['a mapped address in hex', ['X-Forwarded-For: ::ffff:cb00:7109'], '203.0.113.9', 'access.proxy.trusted'],
  [
    'garbage further left',
    ['X-Forwarded-For: <script>alert(1)</script>, , unknown, 203.0.113.9'],
    '203.0.113.9',
    'access.proxy.forged',
  ],
  [
    'a list of a thousand',
    [`X-Forwarded-For: ${'1.1.1.1,'.repeat(1000)}203.0.113.9`],
    '203.0.113.9',
    'access.proxy.forged',
  ],
  ['no header', [], PROXY, 'access.proxy.malformed'],
  ['an empty one', ['X-Forwarded-For: '], PROXY, 'access.proxy.malformed'],
  ['an empty last entry', ['X-Forwarded-For: 203.0.113.9, '], PROXY, 'access.proxy.malformed'],
  ['an empty second header', ['X-Forwarded-For: 203.0.113.9', 'X-Forwarded-For:'], PROXY, 'access.proxy.malformed'],
  ['an unknown client', ['X-Forwarded-For: unknown'], PROXY, 'access.proxy.malformed'],
  ['an obfuscated client', ['X-Forwarded-For: 203.0.113.9, _hidden'], PROXY, 'access.proxy.malformed'],
  ['a name', ['X-Forwarded-For: localhost'], PROXY, 'access.proxy.malformed'],
  ['octal', ['X-Forwarded-For: 0313.0.0161.011'], PROXY, 'access.proxy.malformed'],
  ['decimal', ['X-Forwarded-For: 3405803785'], PROXY, 'access.proxy.malformed'],
  ['a short form', ['X-Forwarded-For: 203.0.9'], PROXY, 'access.proxy.malformed'],
  ['too large a part', ['X-Forwarded-For: 203.0.113.256'], PROXY, 'access.proxy.malformed'],
  ['quotes', ['X-Forwarded-For: "203.0.113.9"'], PROXY, 'access.proxy.malformed'],
  ['another separator', ['X-Forwarded-For: 203.0.113.9; 203.0.113.10'], PROXY, 'access.proxy.malformed'],
  ['garbage', [`X-Forwarded-For: ${'\xff'.repeat(64)}`], PROXY, 'access.proxy.malformed'],
  ['fifteen thousand digits', [`X-Forwarded-For: ${'1'.repeat(15_000)}`], PROXY, 'access.proxy.malformed'],
  ['proxies only', ['X-Forwarded-For: 127.0.5.1, 127.0.5.2'], PROXY, 'access.proxy.malformed'],
  ['a thousand proxies', [`X-Forwarded-For: ${'127.0.5.1,'.repeat(1000)}127.0.5.2`], PROXY, 'access.proxy.malformed'],
  ['the header of a standard', ['Forwarded: for=203.0.113.9'], PROXY, 'access.proxy.malformed'],
  ['other headers', ['X-Real-IP: 203.0.113.9', 'CF-Connecting-IP: 203.0.113.9'], PROXY, 'access.proxy.malformed'],
];

for (const [what, lines, expected, ids] of CASES) {
  test(`behind a trusted proxy ${what} gives ${expected} [${ids}]`, async () => {
    assert.equal(await clientOf(lines), expected);
  });
}

test('from a peer that is no trusted proxy the peer counts, whatever it says [access.proxy.untrusted]', async () => {
  assert.equal(await clientOf(['X-Forwarded-For: 203.0.113.9'], STRANGER), STRANGER);
  assert.equal(await clientOf([`X-Forwarded-For: ${PROXY}, 203.0.113.9`], STRANGER), STRANGER);
});

test('a key is bound to the client behind the proxy: another client of it is refused [access.proxy.trusted]', async () => {
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'bound' });
  const call = (client: string): Promise<HttpReply> =>
    send(server.url, {
      method: 'POST',
      path: '/mcp',
      headers: { ...JSON_HEADERS, authorization: `Bearer ${key}`, 'x-forwarded-for': client },
      body: PING,
      from: PROXY,
    });
  assert.equal((await call('203.0.113.50')).status, 200);
  const other = await call('203.0.113.51');
  assert.equal(other.status, 403);
  assert.match(other.text, /API key not allowed from this IP/);
  assert.equal((await call('203.0.113.51, 203.0.113.50')).status, 200);
  assert.equal((await call('203.0.113.50, 203.0.113.51')).status, 403);
  assert.equal((await call('203.0.113.50, nonsense')).status, 403);
});

test('being named a loopback address by a trusted proxy makes nobody the owner [access.proxy.tunnel]', async () => {
  const trusting = await startServer({ env: { CODEZ_TRUSTED_PROXIES: '127.0.0.1' } });
  for (const client of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '']) {
    const headers = { ...JSON_HEADERS, 'x-forwarded-for': client };
    const reply = await send(trusting.url, { method: 'POST', path: '/mcp', headers, body: PING });
    assert.equal(reply.status, 401, client);
  }
  await trusting.stop();
});

test('what passes raw TCP on as the same user cannot be told apart, unless loopback trust is off [access.proxy.raw]', async () => {
  for (const [loopback, status] of [
    ['on', 200],
    ['off', 401],
  ] as const) {
    const target = await startServer({ env: { CODEZ_LOOPBACK: loopback } });
    const forwarder = createServer((socket) => {
      const onward = connect(target.port, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', resolve));
    const { port } = forwarder.address() as { port: number };
    const request = (host: string): string =>
      rawRequest('POST /mcp HTTP/1.1', [`Host: ${host}`, 'Content-Type: application/json'], PING);
    assert.equal((await sendRaw(port, request(`127.0.0.1:${target.port}`))).status, status);
    // Who names the forwarded port, as clients do, is told by it.
    assert.equal((await sendRaw(port, request(`127.0.0.1:${port}`))).status, 401);
    forwarder.close();
    await target.stop();
  }
});
