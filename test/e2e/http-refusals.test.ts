import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { startServer, type TestServer } from '../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const JSON_TYPE = 'Content-Type: application/json';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

/** Asserts the three parts of an error and returns its code. */
function codeOf(body: string): string {
  const { code, message, hint } = JSON.parse(body) as Record<string, string>;
  assert.ok(message !== undefined && message.length > 10, body);
  assert.ok(hint !== undefined && hint.length > 10, body);
  return String(code);
}

for (const [what, text, status, code] of [
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'invalid'],
  ['an unknown method', 'BREW /mcp HTTP/1.1\r\n\r\n', 400, 'invalid'],
  ['two lengths', 'POST /mcp HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'invalid'],
  ['a TLS handshake', Buffer.from('16030102000100', 'hex'), 400, 'invalid'],
  ['a long address', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431, 'too_large'],
] as const) {
  test(`${what} is answered ${status} with what happened and what to do`, async () => {
    const reply = await sendRaw(server.port, text);
    assert.equal(reply.status, status);
    assert.equal(codeOf(reply.body), code);
    assert.equal(Number(reply.headers.get('content-length')), Buffer.byteLength(reply.body));
  });
}

test('a request without Host is told so [access.host.malformed]', async () => {
  const reply = await sendRaw(server.port, rawRequest('POST /mcp HTTP/1.1', [JSON_TYPE], PING));
  assert.equal(reply.status, 400);
  assert.match(reply.body, /"code":-32600,"message":"A request needs exactly one Host header/);
});

test('an expectation that nobody knows is not met', async () => {
  const headers = [`Host: 127.0.0.1:${server.port}`, JSON_TYPE, 'Expect: tea'];
  const reply = await sendRaw(server.port, rawRequest('POST /mcp HTTP/1.1', headers, PING));
  assert.deepEqual([reply.status, reply.body], [200, '{"jsonrpc":"2.0","id":1,"result":{}}']);
});

test('a client that leaves in the middle of its body is no failure of the server', async () => {
  const leaving = await startServer();
  const head = [`POST /mcp HTTP/1.1`, `Host: 127.0.0.1:${leaving.port}`, JSON_TYPE, 'Content-Length: 1000', '', '{'];
  for (let count = 0; count < 5; count++) {
    const socket = connect(leaving.port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    // The answer to the first request shows that the second one, behind it, has been begun.
    socket.write(rawRequest('POST /mcp HTTP/1.1', head.slice(1, 3), PING).replace('Connection: close\r\n', ''));
    socket.write(head.join('\r\n'));
    await once(socket, 'data');
    socket.resetAndDestroy();
  }
  await leaving.stop();
  assert.doesNotMatch(leaving.stderr(), / error /);
});

test('where nothing is, no body is looked at', async () => {
  for (const [path, status] of [
    ['/nothing', 404],
    ['/mcp', 405],
    ['/api/tools/memory_store', 404],
  ] as const) {
    for (const body of ['', '{bad', '{"__proto__":1}', '{}']) {
      const headers = [`Host: 127.0.0.1:${server.port}`, JSON_TYPE, ...(body === '' ? ['Content-Length: 0'] : [])];
      const reply = await sendRaw(server.port, rawRequest(`PUT ${path} HTTP/1.1`, headers, body));
      assert.equal(reply.status, status, `${path} ${body} ${reply.body}`);
    }
  }
  assert.doesNotMatch(server.stderr(), / error /);
});
