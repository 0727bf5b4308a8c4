import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HttpReply, send } from '../../support/http.ts';
import { callTool, JSON_HEADERS, openSession, parseReply } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const LISTED = 'https://app.example.com';
const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

let server: TestServer;
before(async () => {
  server = await startServer({
    env: {
      MCP_ALLOWED_ORIGINS: `${LISTED}, http://plain.example.com:80`,
      CODEZ_MCP_URL: 'https://code.example.com/mcp',
    },
  });
});
after(async () => {
  await server.stop();
});

async function ping(origin: string): Promise<HttpReply> {
  return await send(server.url, { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, origin }, body: PING });
}

test('a request without Origin gets no CORS headers [access.origin.absent]', async () => {
  const reply = await send(server.url, { method: 'POST', path: '/mcp', headers: JSON_HEADERS, body: PING });
  assert.equal(reply.status, 200);
  assert.deepEqual(
    Object.keys(reply.headers).filter((name) => name.startsWith('access-control-')),
    [],
  );
});

test("the request's own origin and the public origin are allowed [access.origin.own]", async () => {
  assert.equal((await ping(server.url)).status, 200);
  assert.equal((await ping('https://code.example.com')).status, 200);
  assert.equal((await ping('https://code.example.com:443')).status, 200);
});

test('listed origins are allowed, default ports do not matter [access.origin.listed, seed2.origin]', async () => {
  for (const origin of [LISTED, `${LISTED}:443`, 'http://plain.example.com', 'http://plain.example.com:80']) {
    const reply = await ping(origin);
    assert.equal(reply.status, 200, origin);
  }
});

for (const origin of [
  'https://evil.example.com',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://app.example.com.evil.com',
  'https://evil.app.example.com',
  'https://app.example.com/',
  'https://user@app.example.com',
  'http://localhost',
  'http://127.0.0.1:1',
  'https://127.0.0.1',
  'null',
  '*',
  '',
  'file://',
  'chrome-extension://abcdef',
  'nonsense',
]) {
  test(`Origin ${JSON.stringify(origin)} is 403 with -32099 [access.origin.foreign, seed2.origin]`, async () => {
    const reply = await ping(origin);
    assert.equal(reply.status, 403, reply.text);
    const { error, id } = parseReply(reply);
    assert.deepEqual([error?.code, id], [-32099, null]);
    assert.match(error?.message ?? '', /^Origin not allowed/);
    assert.equal(reply.headers['access-control-allow-origin'], undefined);
  });
}

test('a foreign Origin is refused on GET, DELETE and REST, and nothing happens [access.origin.everywhere, access.order]', async () => {
  const headers = { origin: 'https://evil.example.com' };
  const session = await openSession(server.url);
  await callTool(server.url, 'memory_store', { id: 'kept', content: 'kept' });
  for (const [method, path] of [
    ['GET', '/mcp'],
    ['DELETE', '/mcp'],
    ['POST', '/mcp/memories/store'],
    ['POST', '/mcp/memories/delete'],
    ['DELETE', '/mcp/memories/kept'],
    ['POST', '/api/tools/memory_delete'],
    ['GET', '/api/tools'],
    ['GET', '/admin/'],
    ['POST', '/nowhere'],
  ] as const) {
    const body = method === 'POST' ? { body: '{"id":"kept","content":"forged"}' } : {};
    const reply = await send(server.url, { method, path, headers: { ...session.headers, ...headers }, ...body });
    assert.equal(reply.status, 403, `${method} ${path}: ${reply.text}`);
    assert.match(reply.text, /Origin not allowed/);
  }
  const { memory } = await callTool(server.url, 'memory_retrieve', { id: 'kept' });
  assert.equal((memory as { content: string }).content, 'kept');
});

test('a preflight of an allowed origin lists what is allowed, never * [access.cors.preflight]', async () => {
  const reply = await send(server.url, {
    method: 'OPTIONS',
    path: '/mcp',
    headers: {
      origin: LISTED,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type, mcp-session-id',
      'sec-fetch-site': 'cross-site',
    },
  });
  assert.equal(reply.status, 204);
  assert.equal(reply.headers['access-control-allow-origin'], LISTED);
  const allowed = String(reply.headers['access-control-allow-headers']).toLowerCase().split(/,\s*/);
  for (const name of [
    'authorization',
    'content-type',
    'accept',
    'mcp-session-id',
    'mcp-protocol-version',
    'mcp-method',
    'mcp-name',
    'last-event-id',
    'x-api-key',
  ]) {
    assert.ok(allowed.includes(name), name);
  }
  assert.match(String(reply.headers['access-control-allow-methods']), /POST/);
  assert.match(String(reply.headers['access-control-allow-methods']), /DELETE/);
  assert.match(String(reply.headers['vary']), /origin/i);
  assert.doesNotMatch(JSON.stringify(reply.headers), /"\*"/);
});

test('a preflight of any other origin is 403 without CORS headers [access.cors.preflight]', async () => {
  for (const path of ['/mcp', '/mcp/memories/store', '/api/tools/memory_store']) {
    const reply = await send(server.url, {
      method: 'OPTIONS',
      path,
      headers: { origin: 'https://evil.example.com', 'access-control-request-method': 'POST' },
    });
    assert.equal(reply.status, 403);
    assert.deepEqual(
      Object.keys(reply.headers).filter((name) => name.startsWith('access-control-')),
      [],
    );
  }
});

test('replies to an allowed origin expose the headers a page needs [access.cors.expose]', async () => {
  const reply = await ping(LISTED);
  assert.equal(reply.headers['access-control-allow-origin'], LISTED);
  const exposed = String(reply.headers['access-control-expose-headers']).split(/,\s*/).sort();
  assert.deepEqual(exposed, ['Mcp-Session-Id', 'Retry-After', 'WWW-Authenticate']);
  assert.match(String(reply.headers['vary']), /origin/i);
});

test('a refusal tells an allowed origin too what to do, any other nothing [access.cors.expose]', async () => {
  const refused = async (origin: string): Promise<HttpReply> =>
    await send(server.url, {
      method: 'POST',
      path: '/mcp',
      headers: { ...JSON_HEADERS, origin, authorization: 'Bearer wrong' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    });
  const allowed = await refused(LISTED);
  assert.equal(allowed.status, 401);
  assert.equal(allowed.headers['access-control-allow-origin'], LISTED);
  assert.match(String(allowed.headers['access-control-expose-headers']), /WWW-Authenticate/);
  const foreign = await refused('https://evil.example.com');
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers['access-control-allow-origin'], undefined);
});
