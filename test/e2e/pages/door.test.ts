import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { runProgram } from '../../support/codez-process.ts';
import { type HttpCall, send } from '../../support/http.ts';
import { NO_OTHER_USER, NOBODY } from '../../support/other-user.ts';
import { signedIn } from '../../support/pages/login.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let bearer: string;
let key: string;
before(async () => {
  server = await startServer({ env: { CODEZ_RATE_LIMIT: 'off', CODEZ_ALLOWED_HOSTS: 'codez.example.com' } });
  bearer = await signedIn(server);
  ({ key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1', scopes: ['sessions', 'memory'] }));
});
after(async () => {
  await server.stop();
});

async function statusOf(call: HttpCall): Promise<number> {
  return (await send(server.url, call)).status;
}

const authorized = (): Record<string, string> => ({ authorization: `Bearer ${bearer}` });

test('the bearer of a login link reads the log and calls what the pages show [pages.door.bearer]', async () => {
  const headers = authorized();
  assert.equal(await statusOf({ path: '/admin/mcp/logs?limit=1', headers }), 200);
  assert.equal(
    await statusOf({ path: '/admin/mcp/logs?limit=2&cursor=&principal=&tool=&status=&q=&since=', headers }),
    200,
  );
  assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/get_health', headers }), 200);
  assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/host_list', headers, body: '{}' }), 200);
});

test('the files of the pages are for everybody on this machine, under a strict policy [pages.door.files]', async () => {
  for (const path of ['/admin/', '/admin', '/admin/mcp-logs.html', '/admin/logs.js', '/admin/base.css']) {
    const reply = await send(server.url, { path });
    assert.equal(reply.status, 200, path);
    const { headers } = reply;
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['set-cookie'], undefined);
    assert.ok(!/<script>|<style|style="|onclick|https?:\/\/(?!www\.w3\.org)/.test(reply.text), path);
  }
});

test('without a bearer there is no data, however local the caller [pages.door.no-bearer]', async () => {
  const calls: HttpCall[] = [
    { path: '/admin/mcp/logs' },
    { path: '/admin/mcp/logs?token=x&access_token=x&key=x' },
    { method: 'POST', path: '/admin/tools/get_health', body: '{}' },
    { method: 'POST', path: '/admin/tools/host_list', body: '{}' },
    { method: 'POST', path: '/admin/tools/store_export', body: '{}' },
    { method: 'POST', path: '/admin/logout' },
  ];
  for (const call of calls) assert.equal(await statusOf(call), 401, call.path);
});

test('no other credential opens the pages: keys, tokens, codes, other schemes [pages.door.no-bearer]', async () => {
  const credentials: Record<string, string>[] = [
    { authorization: `Bearer ${key}` },
    { 'x-api-key': key },
    { authorization: `Bearer ${bearer}x` },
    { authorization: `Bearer ${bearer.slice(0, -1)}` },
    { authorization: `Bearer ${bearer.slice(4)}` },
    { authorization: `Bearer ${bearer.toUpperCase()}` },
    { authorization: `Basic ${Buffer.from(`x:${bearer}`).toString('base64')}` },
    { authorization: bearer },
    { authorization: 'Bearer' },
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJsb2NhbCJ9.' },
    { cookie: `codez.bearer=${bearer}` },
  ];
  for (const headers of credentials) {
    const shown = JSON.stringify(headers).slice(0, 60);
    assert.equal(await statusOf({ path: '/admin/mcp/logs', headers }), 401, shown);
    assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/host_list', headers }), 401, shown);
  }
  const both = { authorization: `Bearer ${bearer}`, 'x-api-key': key };
  assert.equal(await statusOf({ path: '/admin/mcp/logs', headers: both }), 400);
});

test('a bearer of the pages opens nothing but the pages [pages.door.only-pages]', async () => {
  const headers = authorized();
  const rpc = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const json = { ...headers, 'content-type': 'application/json' };
  assert.equal(await statusOf({ method: 'POST', path: '/mcp', headers: json, body: rpc }), 401);
  assert.equal(await statusOf({ method: 'POST', path: '/mcp/memories/store', headers, body: '{"content":"x"}' }), 401);
  assert.equal(await statusOf({ path: '/api/tools', headers }), 401);
  assert.equal(await statusOf({ path: '/api/events', headers }), 401);
  for (const tool of ['get_health', 'access_log', 'host_list', 'store_export', 'login_link']) {
    assert.equal(await statusOf({ method: 'POST', path: `/api/tools/${tool}`, headers, body: '{}' }), 401, tool);
  }
});

test('with a bearer only the operations of the pages are called, with their arguments [pages.door.operations]', async () => {
  const headers = authorized();
  const others = [
    'host_add',
    'host_remove',
    'login_link',
    'store_export',
    'create_session',
    'send_prompt',
    'owner_add',
  ];
  for (const name of [...others, 'memory_search', 'access_log', 'host.list', 'HOST_LIST', 'toString', '__proto__']) {
    assert.equal(await statusOf({ method: 'POST', path: `/admin/tools/${name}`, headers, body: '{}' }), 404, name);
  }
  const widen = [{ scopes: ['sessions'] }, { spaces: ['ops'] }, { max_mode: 'bypassPermissions' }, { files_all: true }];
  for (const change of [...widen, { insecure: false }, { __proto: 1 }]) {
    const body = JSON.stringify({ name: 'web-1', ...change });
    assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/host_update', headers, body }), 403, body);
  }
  assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/host_update', headers, body: '[]' }), 422);
  assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/host_update', headers, body: '{' }), 400);
  const large = JSON.stringify({ name: 'x'.repeat(70_000) });
  assert.equal(await statusOf({ method: 'POST', path: '/admin/tools/host_update', headers, body: large }), 413);
});

test('another user of this machine gets the empty pages and no more [pages.door.other-user]', {
  skip: NO_OTHER_USER,
}, async () => {
  const fetch = async (path: string, ...args: string[]): Promise<string> => {
    const { stdout } = await runProgram('curl', ['-s', '-w', '\\n%{http_code}', ...args, `${server.url}${path}`], {
      env: { PATH: process.env['PATH'] ?? '' },
      cwd: '/',
      uid: NOBODY,
    });
    return stdout;
  };
  assert.match(await fetch('/admin/'), /\n200$/);
  assert.match(await fetch('/admin/mcp/logs'), /Not signed in.*\n401$/);
  assert.match(await fetch('/admin/tools/host_list', '-d', '{}'), /\n401$/);
  assert.match(await fetch('/admin/login', '-d', '{"code":"guessed"}'), /\n401$/);
});

test('signing in, and being refused, leave rows; the files of the pages leave none [pages.door.rows]', async () => {
  const own = await startServer();
  await send(own.url, { path: '/admin/' });
  await send(own.url, { path: '/admin/logs.js' });
  await send(own.url, { path: '/admin/mcp/logs' });
  await send(own.url, { method: 'POST', path: '/admin/login', body: '{"code":"x"}' });
  const headers = { authorization: `Bearer ${await signedIn(own)}` };
  await send(own.url, { method: 'POST', path: '/admin/tools/get_health', headers });
  const { rows } = await callAsOwner<{ rows: { door: string; method: string; status: string; principal: string }[] }>(
    own,
    'access_log',
    { door: 'admin' },
  );
  const told = rows.map(({ method, status, principal }) => `${method} ${status} ${principal}`);
  assert.deepEqual(told.reverse(), [
    'GET /admin/mcp/logs denied anonymous',
    'POST /admin/login denied anonymous',
    'POST /admin/login ok anonymous',
    'POST /admin/tools/:name ok owner:local',
  ]);
  assert.ok(!JSON.stringify(rows).includes('czl_'));
  await own.stop();
});
