import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HttpCall, send } from '../../support/http.ts';
import { signedIn } from '../../support/pages/login.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let bearer: string;
before(async () => {
  server = await startServer({ env: { CODEZ_RATE_LIMIT: 'off', CODEZ_ALLOWED_HOSTS: 'codez.example.com' } });
  bearer = await signedIn(server);
});
after(async () => {
  await server.stop();
});

async function statusOf(call: HttpCall): Promise<number> {
  return (await send(server.url, call)).status;
}

/** Sends a request as written, and returns the status of its reply. */
async function rawStatus(target: string, headers: readonly string[] = [], method = 'GET'): Promise<number> {
  const hasHost = headers.some((line) => line.toLowerCase().startsWith('host:'));
  const lines = [`${method} ${target} HTTP/1.1`, ...(hasHost ? [] : [`Host: 127.0.0.1:${server.port}`]), ...headers];
  return (await sendRaw(server.port, `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)).status;
}

const authorized = (): Record<string, string> => ({ authorization: `Bearer ${bearer}` });

test('what proxies and tunnels bring is 404, with a bearer too [pages.door.remote]', async () => {
  const forwarding = [
    'Forwarded: for=127.0.0.1',
    'X-Forwarded-For: 127.0.0.1',
    'X-Forwarded-For:',
    'x-forwarded-host: 127.0.0.1',
    'X-FORWARDED-PROTO: http',
    'X-Real-IP: 127.0.0.1',
    'Via: 1.1 proxy',
    'CF-Connecting-IP: 127.0.0.1',
    'CF-Ray: 1',
    'Cdn-Loop: cloudflare',
    'True-Client-IP: ::1',
    'X-Original-URL: /',
    'Tailscale-User-Login: me',
  ];
  for (const line of forwarding) {
    for (const target of ['/admin/', '/admin/mcp/logs', '/admin/nothing']) {
      assert.equal(await rawStatus(target, [line, `Authorization: Bearer ${bearer}`]), 404, `${target} ${line}`);
    }
    assert.equal(await rawStatus('/admin/login', [line, 'Content-Length: 0'], 'POST'), 404, line);
  }
});

test('under another name than a loopback one there are no pages [pages.door.remote]', async () => {
  assert.equal(await rawStatus('/admin/', ['Host: codez.example.com']), 404);
  assert.equal(await rawStatus('/admin/mcp/logs', ['Host: codez.example.com', `Authorization: Bearer ${bearer}`]), 404);
  for (const host of ['evil.example.com', '127.0.0.1.evil.com', 'localhost.evil.com:80', '127.1', '0.0.0.0', '[::]']) {
    assert.equal(await rawStatus('/admin/', [`Host: ${host}`]), 403, host);
  }
  assert.equal(await rawStatus('/admin/', [`Host: 127.0.0.1:${server.port}`, 'Host: x']), 400);
  assert.equal(await rawStatus('http://codez.example.com/admin/', [`Host: 127.0.0.1:${server.port}`]), 400);
  for (const host of ['localhost:8000', '127.0.0.1:1', '[::1]:65535', 'LOCALHOST', `localhost:${server.port}`]) {
    assert.equal(await rawStatus('/admin/', [`Host: ${host}`]), 200, host);
  }
});

test('other origins are refused, also to sign in [pages.door.origins]', async () => {
  const origins = ['https://evil.example.com', 'null', 'http://localhost:1', 'http://127.0.0.1', 'file://'];
  for (const origin of origins) {
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    assert.equal(await statusOf({ path: '/admin/', headers }), 403, origin);
    assert.equal(await statusOf({ method: 'POST', path: '/admin/login', headers, body: '{}' }), 403, origin);
    assert.equal(await statusOf({ path: '/admin/mcp/logs', headers: { ...headers, ...authorized() } }), 403, origin);
  }
  const headers = { 'sec-fetch-site': 'cross-site' };
  assert.equal(await statusOf({ path: '/admin/mcp/logs', headers }), 401);
  assert.equal(await statusOf({ path: '/admin/mcp/logs', headers: { ...authorized(), origin: server.url } }), 200);
});

test('no spelling of a path gets round the door [pages.door.spellings]', async () => {
  const forwarded = 'X-Forwarded-For: 127.0.0.1';
  const spellings = [
    '/%61dmin/mcp/logs',
    '/%61%64%6d%69%6e/mcp/logs',
    '/admin/%6dcp/logs',
    '/admin//mcp/logs',
    '//admin/mcp/logs',
    '/./admin/mcp/logs',
    '/x/../admin/mcp/logs',
    '/admin/../admin/mcp/logs',
    '/admin/./mcp/logs',
    '/admin%2fmcp%2flogs',
    '/admin/mcp%2flogs',
    '/admin/mcp/logs.',
    '/admin./mcp/logs',
    '/ADMIN/mcp/logs',
    '/Admin/MCP/logs',
    '/admin;x=1/mcp/logs',
    '/admin/mcp/logs;x',
    '/admin/mcp/logs%00',
    '/admin%20/mcp/logs',
    '/admin%c0%af/mcp/logs',
    '/%2561dmin/mcp/logs',
    '/admin\\mcp\\logs',
    `http://127.0.0.1:${server.port}/admin/mcp/logs`,
    `http://127.0.0.1:${server.port}//admin/mcp/logs`,
  ];
  for (const target of spellings) {
    assert.notEqual(await rawStatus(target), 200, target);
    assert.ok([400, 401, 404].includes(await rawStatus(target, [forwarded])), target);
    assert.notEqual(await rawStatus(target, [forwarded, `Authorization: Bearer ${bearer}`]), 200, target);
  }
});

test('no path below the pages leads out of them [pages.door.only-pages]', async () => {
  const targets = [
    '/admin/../api/tools',
    '/admin/..%2fapi/tools',
    '/admin/%2e%2e/api/tools',
    '/admin/../mcp',
    '/admin/tools/../../api/tools/store_verify',
    '/admin/../../etc/passwd',
    '/admin/..%2f..%2fpackage.json',
    '/admin/%2e%2e/tsconfig.json',
    '/admin/../tsconfig.json',
    '/admin/tsconfig.json',
    '/admin//base.css',
    '/admin/base.css%00.html',
    '/admin/index.html',
  ];
  for (const target of targets) {
    const status = await rawStatus(target, [`Authorization: Bearer ${bearer}`]);
    assert.ok(status === 404 || status === 400, `${target} ${status}`);
  }
});

test('other methods do nothing [pages.door.methods]', async () => {
  const headers = authorized();
  for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
    for (const path of ['/admin/', '/admin/mcp-logs.html', '/admin/mcp/logs']) {
      assert.equal(await statusOf({ method, path, headers }), 404, `${method} ${path}`);
    }
  }
  for (const path of ['/admin/login', '/admin/logout', '/admin/tools/get_health']) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      assert.equal(await statusOf({ method, path, headers }), 404, `${method} ${path}`);
    }
  }
  assert.equal(await statusOf({ method: 'HEAD', path: '/admin/', headers }), 200);
  assert.equal(await statusOf({ path: '/admin/mcp/logs', headers }), 200, 'the bearer still is good');
});

test('queries of the log that are none are refused [pages.door.queries]', async () => {
  const headers = authorized();
  const queries = [
    'limit=0',
    'limit=x',
    'limit=1e9',
    'limit=5&limit=6',
    'status=bad',
    'since=never',
    'cursor=x',
    'x=1',
  ];
  for (const query of [...queries, 'after=x', 'timeout_ms=99999999', 'with_reads=1', `q=${'x'.repeat(300)}`]) {
    assert.equal(await statusOf({ path: `/admin/mcp/logs?${query}`, headers }), 422, query);
  }
  assert.equal(await statusOf({ path: '/admin/mcp/logs?with_reads=true&since=7d', headers }), 200);
});
