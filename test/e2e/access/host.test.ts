import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { type RawReply, rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const REFUSED = 'Host not allowed: set CODEZ_MCP_URL or CODEZ_ALLOWED_HOSTS';

let server: TestServer;
before(async () => {
  server = await startServer({
    env: { CODEZ_MCP_URL: 'https://code.example.com/mcp', CODEZ_ALLOWED_HOSTS: 'box.lan,other.lan:8080' },
  });
});
after(async () => {
  await server.stop();
});

async function ping(hostLines: readonly string[], target = '/mcp', on = '127.0.0.1'): Promise<RawReply> {
  const request = rawRequest(`POST ${target} HTTP/1.1`, [...hostLines, 'Content-Type: application/json'], PING);
  return await sendRaw(server.port, request, on);
}

for (const name of ['localhost', 'LocalHost', '127.0.0.1', '[::1]']) {
  test(`Host ${name} with our port is trusted [access.host.loopback, access.loopback.trusted]`, async () => {
    assert.equal((await ping([`Host: ${name}:${server.port}`])).status, 200);
  });
}

for (const host of [
  'example.com',
  'localhost.example.com',
  '127.0.0.1.example.com',
  'xlocalhost',
  'localhost.',
  '127.0.0.2',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0.0.0.0',
  '[::ffff:127.0.0.1]',
  '[::]',
  '169.254.169.254',
  'metadata.internal',
]) {
  test(`Host ${host} is foreign: 403, said in reply and log [access.host.foreign]`, async () => {
    const logged = server.stderr().split(REFUSED).length;
    const reply = await ping([`Host: ${host}:${server.port}`]);
    assert.equal(reply.status, 403);
    assert.ok(reply.body.includes(REFUSED), reply.body);
    assert.equal(server.stderr().split(REFUSED).length, logged + 1);
  });
}

for (const [what, lines] of [
  ['no Host', []],
  ['two Hosts', ['Host: 127.0.0.1:PORT', 'Host: 127.0.0.1:PORT']],
  ['two different Hosts', ['Host: 127.0.0.1:PORT', 'Host: example.com']],
  ['an empty Host', ['Host: ']],
  ['a Host with a user', ['Host: user@127.0.0.1:PORT']],
  ['a Host with a path', ['Host: 127.0.0.1:PORT/x']],
  ['a Host with two ports', ['Host: 127.0.0.1:PORT:80']],
  ['a Host with a list', ['Host: 127.0.0.1:PORT, example.com']],
] as const) {
  test(`${what} is 400 [access.host.malformed]`, async () => {
    const reply = await ping(lines.map((line) => line.replace('PORT', String(server.port))));
    assert.equal(reply.status, 400, reply.body);
  });
}

test('an absolute-form target must name the same host [access.host.malformed]', async () => {
  const own = `127.0.0.1:${server.port}`;
  assert.equal((await ping([`Host: ${own}`], `http://${own}/mcp`)).status, 200);
  assert.equal((await ping([`Host: ${own}`], 'http://example.com/mcp')).status, 400);
  assert.equal((await ping(['Host: example.com'], `http://${own}/mcp`)).status, 400);
  assert.equal((await ping([`Host: ${own}`], `http://127.0.0.1:${server.port + 1}/mcp`)).status, 400);
  assert.equal((await ping([`Host: ${own}`], `ftp://${own}/mcp`)).status, 400);
});

test('a loopback name with another port is served, but not trusted: 401 [access.host.other-port]', async () => {
  for (const host of ['localhost:1', '127.0.0.1', 'localhost', `[::1]:${server.port + 1}`]) {
    const reply = await ping([`Host: ${host}`]);
    assert.equal(reply.status, 401, host);
  }
});

test('the public host and the listed ones are allowed, but not trusted: 401 [access.host.public]', async () => {
  for (const host of ['code.example.com', 'CODE.example.com', 'box.lan', 'box.lan:4097', 'other.lan:8080']) {
    assert.equal((await ping([`Host: ${host}`])).status, 401, host);
  }
  for (const host of ['code.example.com:8443', 'sub.code.example.com', 'other.lan', 'other.lan:8081', 'x.box.lan']) {
    assert.equal((await ping([`Host: ${host}`])).status, 403, host);
  }
});

test('::1 answers on the same port where the machine has IPv6 [access.bind.default]', async (t) => {
  const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
  if (!hasIpv6) return t.skip('this machine has no ::1');
  assert.equal((await ping([`Host: [::1]:${server.port}`], '/mcp', '::1')).status, 200);
  assert.equal((await ping([`Host: localhost:${server.port}`], '/mcp', '::1')).status, 200);
});

test('127.0.0.1 is the address of the ready line, and no other address of this machine answers [access.bind.default]', async () => {
  assert.match(
    server.stdout(),
    new RegExp(`^codez listening on http://127\\.0\\.0\\.1:${server.port} \\(mcp: /mcp\\)$`),
  );
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address, family, internal } of others) {
    if (internal || family !== 'IPv4') continue;
    await assert.rejects(ping([`Host: ${address}:${server.port}`], '/mcp', address), /ECONNREFUSED/);
  }
});

test('the literal address a connection came in on is an allowed Host, without trust [access.host.literal]', async () => {
  const wide = await startServer({ args: ['--host', '0.0.0.0', '--insecure-http'] });
  const request = (host: string): string =>
    rawRequest('POST /mcp HTTP/1.1', [`Host: ${host}`, 'Content-Type: application/json'], PING);
  assert.equal((await sendRaw(wide.port, request(`127.0.0.7:${wide.port}`), '127.0.0.7')).status, 401);
  assert.equal((await sendRaw(wide.port, request(`127.0.0.8:${wide.port}`), '127.0.0.7')).status, 403);
  assert.equal((await sendRaw(wide.port, request(`127.0.0.1:${wide.port}`), '127.0.0.7')).status, 200);
  await wide.stop();
});
