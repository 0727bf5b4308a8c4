import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { send } from '../../support/http.ts';
import { JSON_HEADERS, parseReply, postMcp, rpc } from '../../support/mcp.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const LIMIT = 4 * 1024 * 1024;
const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});

test('a body of exactly 4 MiB is read, one byte more is 413 [mcp.limit.body]', async () => {
  const body = PING.padEnd(LIMIT, ' ');
  assert.equal((await postMcp(server.url, body)).status, 200);
  const refused = await postMcp(server.url, `${body} `);
  assert.equal(refused.status, 413);
  assert.match(parseReply(refused).error?.message ?? '', /4 MiB|4,?194,?304/);
});

test('a body announced above the limit is 413 before any of it is read [mcp.limit.body]', async () => {
  const head = rawRequest('POST /mcp HTTP/1.1', [
    `Host: 127.0.0.1:${server.port}`,
    'Content-Type: application/json',
    `Content-Length: ${LIMIT + 1}`,
  ]);
  assert.equal((await sendRaw(server.port, head)).status, 413);
});

test('a chunked body is cut off at the limit with 413, without waiting for its end [mcp.limit.body]', async () => {
  const head = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\n`;
  const body = ' '.repeat(LIMIT + 1);
  const reply = await sendRaw(
    server.port,
    `${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${body.length.toString(16)}\r\n${body}`,
  );
  assert.equal(reply.status, 413);
});

function nested(depth: number): string {
  return `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}}`;
}

test('nesting of 64 is read, deeper is 400, however deep [mcp.limit.depth]', async () => {
  assert.equal((await postMcp(server.url, nested(64))).status, 200);
  for (const depth of [65, 1000, 1_000_000]) {
    const reply = await postMcp(server.url, nested(depth));
    assert.equal(reply.status, 400, String(depth));
    assert.match(parseReply(reply).error?.message ?? '', /64 levels\. Send flatter/);
  }
});

test('brackets inside strings do not count as nesting [mcp.limit.depth]', async () => {
  const params = { text: `${'['.repeat(500)}\\"${'{'.repeat(500)}` };
  assert.deepEqual((await rpc(server.url, 'ping', params)).result, {});
});

for (const type of [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'text/json',
  '',
  'nonsense',
]) {
  test(`Content-Type ${JSON.stringify(type)} is 415 [mcp.content-type]`, async () => {
    const reply = await postMcp(server.url, PING, { 'content-type': type });
    assert.equal(reply.status, 415, reply.text);
    assert.equal(parseReply(reply).error?.code, -32600);
  });
}

test('a body without Content-Type is 415 [mcp.content-type]', async () => {
  assert.equal((await postMcp(server.url, PING, {})).status, 415);
});

for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
  test(`Content-Type ${type} is JSON [mcp.content-type]`, async () => {
    assert.equal((await postMcp(server.url, PING, { 'content-type': type })).status, 200);
  });
}

for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'x-unknown']) {
  test(`Content-Encoding ${encoding} is 415 [mcp.content-encoding]`, async () => {
    const reply = await postMcp(server.url, PING, { ...JSON_HEADERS, 'content-encoding': encoding });
    assert.equal(reply.status, 415);
    assert.match(parseReply(reply).error?.message ?? '', /Content-Encoding .*Send the body as it is/);
  });
}

test('headers beyond what HTTP servers take are refused and the server goes on [product.bad-input]', async () => {
  const reply = await sendRaw(
    server.port,
    rawRequest('GET /mcp HTTP/1.1', [`Host: 127.0.0.1:${server.port}`, `X-Filler: ${'a'.repeat(20_000)}`]),
  );
  assert.equal(reply.status, 431);
  assert.equal((await postMcp(server.url, PING)).status, 200);
});

test('what is no HTTP at all is refused and the server goes on [product.bad-input]', async () => {
  for (const text of ['\u0016\u0003\u0001\u0002\u0000\u0001', 'GET\r\n\r\n', 'POST /mcp HTTP/9.9\r\n\r\n']) {
    const reply = await sendRaw(server.port, `${text}\r\n\r\n`).catch(() => ({ status: 0 }));
    assert.ok([0, 400, 505].includes(reply.status), `${JSON.stringify(text.slice(0, 20))}: ${reply.status}`);
  }
  assert.equal((await postMcp(server.url, PING)).status, 200);
});

test('a client that leaves in the middle of its body disturbs nobody [product.bad-input]', async () => {
  const gone = new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(
        `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"jsonrpc`,
        () => socket.resetAndDestroy(),
      );
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
  await gone;
  assert.equal((await postMcp(server.url, PING)).status, 200);
});

test('an unknown path is 404 and says where the door is', async () => {
  const reply = await send(server.url, { path: '/nowhere' });
  assert.equal(reply.status, 404);
  assert.match(reply.text, /\/mcp/);
});
