import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RawReply, rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

let server: TestServer;
before(async () => {
  server = await startServer({
    env: {
      CODEZ_MCP_URL: 'https://code.example.com/mcp',
      CODEZ_ALLOWED_HOSTS: 'box.lan,other.lan:8080',
      MCP_ALLOWED_ORIGINS: 'https://app.example.com',
      CODEZ_RATE_LIMIT: 'off',
    },
  });
});
after(async () => {
  await server.stop();
});

const fill = (text: string): string => text.replaceAll('PORT', String(server.port));

function send(lines: readonly string[], requestLine = 'POST /mcp HTTP/1.1', body = PING): Promise<RawReply> {
  const all = ['Content-Type: application/json', ...lines].map(fill);
  return sendRaw(server.port, Buffer.from(rawRequest(requestLine, all, body), 'latin1'));
}

/** 401: named rightly, but not trusted. */
for (const [host, status] of [
  ['LOCALHOST:PORT', 200],
  ['localhost:PORT', 200],
  ['[0:0:0:0:0:0:0:1]:PORT', 403],
  ['[::1]', 401],
  ['[::01]:PORT', 403],
  ['[::1%25lo]:PORT', 400],
  ['::1', 400],
  ['::1:PORT', 400],
  ['[::ffff:7f00:1]:PORT', 403],
  ['[::127.0.0.1]:PORT', 403],
  ['[::1]x:PORT', 400],
  ['localhost.:PORT', 403],
  ['127.0.0.1.:PORT', 403],
  ['127.0.1:PORT', 403],
  ['0177.0.0.1:PORT', 403],
  ['017700000001:PORT', 403],
  ['0x7f000001:PORT', 403],
  ['127.000.000.001:PORT', 403],
  ['127.0.0.1%00:PORT', 403],
  ['%6cocalhost:PORT', 403],
  ['local\xadhost:PORT', 403],
  ['lo\xe7alhost:PORT', 403],
  ['localhost:0', 401],
  ['localhost:00', 401],
  ['localhost:65536', 401],
  ['localhost:99999', 401],
  ['localhost:123456', 400],
  ['localhost:', 400],
  ['localhost:-1', 400],
  ['localhost:+80', 400],
  ['localhost:0x50', 400],
  ['localhost:PORT ', 200],
  ['localhost :PORT', 400],
  ['local host:PORT', 400],
  ['user@localhost:PORT', 400],
  ['user:word@localhost:PORT', 400],
  ['localhost:PORT@evil.example.com', 400],
  ['evil.example.com#localhost:PORT', 400],
  ['evil.example.com/localhost:PORT', 400],
  ['evil.example.com\\localhost:PORT', 400],
  ['localhost:PORT,evil.example.com', 400],
  ['CODE.Example.COM', 401],
  ['code.example.com:443', 401],
  ['code.example.com:0443', 401],
  ['code.example.com.', 403],
  ['code.example.com:PORT', 403],
  ['code.example.com:80', 403],
  ['xcode.example.com', 403],
  ['code.example.com.evil.example', 403],
  ['code.example.comx', 403],
  ['BOX.LAN', 401],
  ['box.lan:1', 401],
  ['box.lan.', 403],
  ['x.box.lan', 403],
  ['other.lan:8080', 401],
  ['other.lan', 403],
  ['other.lan:8081', 403],
  ['*', 403],
  ['-', 403],
  ['a'.repeat(300), 403],
] as const) {
  test(`Host ${host.slice(0, 40)} is ${status} [access.host.spelling]`, async () => {
    const reply = await send([`Host: ${host}`]);
    assert.equal(reply.status, status, reply.body);
  });
}

for (const [origin, status] of [
  ['http://127.0.0.1:PORT', 200],
  ['https://code.example.com', 200],
  ['https://code.example.com:443', 200],
  ['https://app.example.com', 200],
  ['HTTPS://APP.example.com', 200],
  ['', 403],
  ['null', 403],
  ['NULL', 403],
  ['*', 403],
  ['app.example.com', 403],
  ['//app.example.com', 403],
  ['http://app.example.com', 403],
  ['https://app.example.com:8443', 403],
  ['https://app.example.com:0443x', 403],
  ['https://app.example.com.', 403],
  ['https://app.example.com/', 403],
  ['https://app.example.com/path', 403],
  ['https://app.example.com?x', 403],
  ['https://app.example.com#x', 403],
  ['https://user@app.example.com', 403],
  ['https://app.example.com@evil.example.com', 403],
  ['https://evil.example.com\\@app.example.com', 403],
  ['https://app.example.com https://evil.example.com', 403],
  ['https://app.example.com, https://evil.example.com', 403],
  ['https://app.example.com.evil.example.com', 403],
  ['https://evilapp.example.com', 403],
  ['https://x.app.example.com', 403],
  ['https://app-example.com', 403],
  ['https:app.example.com', 403],
  ['https:///app.example.com', 403],
  ['wss://app.example.com', 403],
  ['file://', 403],
  ['chrome-extension://abcdefgh', 403],
  ['https://app.ex\xe4mple.com', 403],
  ['https://127.0.0.1:PORT', 403],
  ['http://127.0.0.1', 403],
  ['http://127.0.0.1:1', 403],
  ['http://localhost:PORT', 403],
  ['http://[::1]:PORT', 403],
  [`https://${'a'.repeat(5000)}.example.com`, 403],
] as const) {
  test(`Origin ${JSON.stringify(origin.slice(0, 50))} is ${status} [access.origin.spelling]`, async () => {
    const reply = await send(['Host: 127.0.0.1:PORT', `Origin: ${origin}`]);
    assert.equal(reply.status, status, reply.body);
    const allowed = reply.headers.get('access-control-allow-origin');
    if (status === 200) assert.equal(allowed, fill(origin).toLowerCase().replace(/:443$/, ''));
    else assert.equal(allowed, undefined);
  });
}

test('two Origins are refused, also when both are allowed [access.origin.spelling]', async () => {
  const twice = ['Origin: https://app.example.com', 'Origin: https://app.example.com'];
  assert.equal((await send(['Host: 127.0.0.1:PORT', ...twice])).status, 403);
  assert.equal((await send(['Host: 127.0.0.1:PORT', 'Origin: https://app.example.com', 'Origin: null'])).status, 403);
});

for (const [what, lines, status] of [
  ['of an allowed origin needs no credential', ['Via: 1.1 proxy', 'Origin: https://app.example.com'], 204],
  ['with a wrong key does nothing with it', ['X-API-Key: cz_wrong', 'Origin: https://app.example.com'], 204],
  ['for a method that is none here', ['Origin: https://app.example.com', 'Access-Control-Request-Method: PUT'], 204],
  ['of a foreign origin', ['Origin: https://evil.example.com', 'Access-Control-Request-Method: POST'], 403],
  ['of no origin behind a proxy', ['Via: 1.1 proxy', 'Access-Control-Request-Method: POST'], 401],
  ['of an opaque origin', ['Origin: null', 'Access-Control-Request-Method: POST'], 403],
] as const) {
  test(`a preflight ${what}: ${status} [access.cors.preflight]`, async () => {
    const wanted = 'Access-Control-Request-Headers: X-Evil, Authorization';
    for (const path of ['/mcp', '/mcp/memories/store', '/api/tools/memory_store']) {
      const reply = await send(['Host: 127.0.0.1:PORT', ...lines, wanted], `OPTIONS ${path} HTTP/1.1`, '');
      assert.equal(reply.status, status, `${path}: ${reply.body}`);
      assert.doesNotMatch(reply.headers.get('access-control-allow-headers') ?? '', /X-Evil|\*/i);
      assert.doesNotMatch(reply.headers.get('access-control-allow-methods') ?? '', /PUT|\*/);
      assert.equal(reply.headers.has('access-control-allow-credentials'), false);
    }
  });
}

test('a preflight for a foreign Host is 403 [access.cors.preflight]', async () => {
  const lines = ['Host: evil.example.com', 'Origin: https://app.example.com', 'Access-Control-Request-Method: POST'];
  const reply = await send(lines, 'OPTIONS /mcp HTTP/1.1', '');
  assert.equal(reply.status, 403);
  assert.equal(reply.headers.has('access-control-allow-methods'), false);
});
