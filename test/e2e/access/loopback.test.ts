import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HttpReply, send } from '../../support/http.ts';
import { callTool, JSON_HEADERS, parseReply } from '../../support/mcp.ts';
import { type RawReply, rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
});
after(async () => {
  await server.stop();
});

async function ping(headers: Record<string, string> = {}): Promise<HttpReply> {
  return await send(server.url, { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, ...headers }, body: PING });
}

function assertUnauthenticated(reply: HttpReply, what: string): void {
  assert.equal(reply.status, 401, what);
  const { error } = parseReply(reply);
  assert.equal(error?.code, -32001, what);
  assert.match(error?.message ?? '', /^Unauthorized: Bearer token required/);
  assert.match(String(reply.headers['www-authenticate']), /^Bearer\b/);
}

test('a request of this machine without credential is the owner [access.loopback.trusted, access.owner, seed1.loopback]', async () => {
  assert.equal((await ping()).status, 200);
  const { memory } = await callTool(server.url, 'memory_store', { content: 'mine' });
  assert.equal((memory as { space: string }).space, 'local');
});

for (const authorization of [
  'Bearer wrong',
  'bearer cz_wrong',
  'Bearer',
  'Bearer ',
  'Basic dXNlcjpwYXNz',
  'wrong',
  '',
]) {
  test(`Authorization ${JSON.stringify(authorization)} decides and is wrong: 401 on loopback too [access.credential.wrong-loopback, access.unauthenticated, seed1.trouble.unauthorized]`, async () => {
    assertUnauthenticated(await ping({ authorization }), authorization);
  });
}

test('a wrong X-API-Key is 401 on loopback too [access.credential.wrong-loopback, access.credential.none]', async () => {
  assertUnauthenticated(await ping({ 'x-api-key': 'cz_wrong' }), 'X-API-Key');
  const rest = await send(server.url, {
    method: 'POST',
    path: '/mcp/memories/search',
    headers: { 'x-api-key': 'cz_wrong' },
    body: '{}',
  });
  assert.equal(rest.status, 401);
  assert.match(rest.text, /"code":"unauthenticated","message":"Unauthorized: Bearer token required"/);
});

test('a key in the query string is no credential and gives nothing away [access.credential.none]', async () => {
  const reply = await send(server.url, {
    method: 'POST',
    path: '/mcp?api_key=cz_x&access_token=y',
    headers: { ...JSON_HEADERS, 'x-real-ip': '127.0.0.1' },
    body: PING,
  });
  assert.equal(reply.status, 401);
});

for (const header of [
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Anything',
  'X-Real-IP',
  'Via',
  'CF-Connecting-IP',
  'CF-Ray',
  'Cdn-Loop',
  'True-Client-IP',
  'X-Original-Host',
  'X-Original-Forwarded-For',
  'Tailscale-User-Login',
]) {
  test(`${header} ends loopback trust, whatever it says [access.loopback.forwarded]`, async () => {
    for (const value of ['127.0.0.1', '::1', 'localhost', 'for=127.0.0.1', '']) {
      assertUnauthenticated(await ping({ [header]: value }), `${header}: ${value}`);
      assertUnauthenticated(await ping({ [header.toLowerCase()]: value }), `${header.toLowerCase()}: ${value}`);
    }
  });
}

test('Sec-Fetch-Site none and same-origin are trusted, everything else is not [access.loopback.fetch-site]', async () => {
  for (const value of ['none', 'same-origin'])
    assert.equal((await ping({ 'sec-fetch-site': value })).status, 200, value);
  for (const value of ['cross-site', 'same-site', '', 'nonsense', 'none, cross-site']) {
    assertUnauthenticated(await ping({ 'sec-fetch-site': value }), value);
  }
});

test('a cross-site page cannot store a note with a plain form [rest.first, access.loopback.fetch-site]', async () => {
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example.com' }]) {
    const reply = await send(server.url, {
      method: 'POST',
      path: '/mcp/memories/store',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: '{"id":"forged","content":"forged by a page"}',
    });
    assert.ok(reply.status === 401 || reply.status === 403, String(reply.status));
  }
  assert.equal((await callTool(server.url, 'memory_retrieve', { id: 'forged' }))['status'], 'missing');
});

test('a refusal comes before the body is read [access.order, rest.first]', async () => {
  for (const [line, path] of [
    ['Authorization: Bearer wrong', '/mcp'],
    ['Origin: https://evil.example.com', '/mcp/memories/store'],
    ['X-Forwarded-For: 127.0.0.1', '/mcp/memories/store'],
  ] as const) {
    // A megabyte is announced and none of it sent: only a server that does not wait for it can answer.
    const head = rawRequest(`POST ${path} HTTP/1.1`, [
      `Host: 127.0.0.1:${server.port}`,
      'Content-Type: application/json',
      'Content-Length: 1000000',
      line,
    ]);
    const { status } = await sendRaw(server.port, head);
    assert.ok(status === 401 || status === 403, `${line}: ${status}`);
  }
});

test('Host is judged before Origin, Origin before the credential [access.order]', async () => {
  const order = async (lines: readonly string[]): Promise<number> =>
    (await sendRaw(server.port, rawRequest('POST /mcp HTTP/1.1', [...lines, 'Content-Type: application/json'], PING)))
      .status;
  const own = `Host: 127.0.0.1:${server.port}`;
  const origin = 'Origin: https://evil.example.com';
  const wrong = 'Authorization: Bearer wrong';
  assert.equal(await order([origin, wrong]), 400);
  assert.equal(await order(['Host: example.com', origin, wrong]), 403);
  assert.equal(await order([own, origin, wrong]), 403);
  assert.equal(await order([own, wrong]), 401);
});

test('CODEZ_LOOPBACK=off trusts nobody without a credential [access.loopback.off]', async () => {
  const strict = await startServer({ env: { CODEZ_LOOPBACK: 'off' } });
  const reply = await send(strict.url, { method: 'POST', path: '/mcp', headers: JSON_HEADERS, body: PING });
  assertUnauthenticated(reply, 'loopback off');
  await strict.stop();
});

test('trust holds beside a public URL for direct requests only [access.loopback.trusted]', async () => {
  const open = await startServer({ env: { CODEZ_MCP_URL: 'https://code.example.com/mcp' } });
  const request = (host: string): string =>
    rawRequest('POST /mcp HTTP/1.1', [`Host: ${host}`, 'Content-Type: application/json'], PING);
  assert.equal((await sendRaw(open.port, request(`localhost:${open.port}`))).status, 200);
  assert.equal((await sendRaw(open.port, request('code.example.com'))).status, 401);
  await open.stop();
});

test('no number of other headers hides one that decides [access.loopback.forwarded, access.credential.wrong-loopback, access.origin.foreign]', async () => {
  const filler = Array.from({ length: 1500 }, () => 'A: 1');
  const ping = (line: string): Promise<RawReply> =>
    sendRaw(
      server.port,
      rawRequest(
        'POST /mcp HTTP/1.1',
        [`Host: 127.0.0.1:${server.port}`, 'Content-Type: application/json', ...filler, line],
        PING,
      ),
    );
  assert.equal((await ping('A: 2')).status, 200);
  assert.equal((await ping('X-Forwarded-For: 192.0.2.1')).status, 401);
  assert.equal((await ping('Authorization: Bearer wrong')).status, 401);
  assert.equal((await ping('Sec-Fetch-Site: cross-site')).status, 401);
  assert.equal((await ping('Origin: https://example.com')).status, 403);
});
