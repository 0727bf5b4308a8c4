import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { send } from '../../support/http.ts';
import { signedIn } from '../../support/pages/login.ts';
import { startServer } from '../../support/server.ts';

const EVERYWHERE = ['--host', '0.0.0.0', '--insecure-http'] as const;
/** An address of this machine that is none of its loopback ones. */
const address = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const skip = address === undefined ? 'this machine has loopback addresses only' : false;

test('the pages are not served on addresses other than loopback ones [pages.door.remote]', { skip }, async () => {
  const server = await startServer({ args: EVERYWHERE });
  const headers = { authorization: `Bearer ${await signedIn(server)}` };
  const outside = `http://${address}:${server.port}`;
  for (const path of ['/admin/', '/admin/mcp-logs.html', '/admin/logs.js', '/admin/mcp/logs', '/admin/nothing']) {
    assert.equal((await send(outside, { path })).status, 404, path);
    assert.equal((await send(outside, { path, headers })).status, 404, path);
  }
  assert.equal((await send(outside, { method: 'POST', path: '/admin/login', body: '{}' })).status, 404);
  await server.stop();
});

test('CODEZ_ADMIN_REMOTE=on serves them there, to who has a login link [pages.door.admin-remote]', {
  skip,
}, async () => {
  const server = await startServer({ args: EVERYWHERE, env: { CODEZ_ADMIN_REMOTE: 'on' } });
  const headers = { authorization: `Bearer ${await signedIn(server)}` };
  const outside = `http://${address}:${server.port}`;
  assert.equal((await send(outside, { path: '/admin/' })).status, 200);
  assert.equal((await send(outside, { path: '/admin/', headers: { 'x-forwarded-for': '192.0.2.1' } })).status, 200);
  assert.equal((await send(outside, { path: '/admin/mcp/logs' })).status, 401);
  assert.equal((await send(outside, { path: '/admin/mcp/logs', headers })).status, 200);
  assert.equal((await send(outside, { path: '/admin/', headers: { origin: 'https://evil.example.com' } })).status, 403);
  await server.stop();
});

test('on the Unix socket the pages and what they show are served without a bearer [pages.door.local]', async () => {
  const server = await startServer();
  const socketPath = `${server.home}/server.sock`;
  const over = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await send('http://socket', { path, headers, socketPath })).status;
  assert.equal(await over('/admin/'), 200);
  assert.equal(await over('/admin/mcp/logs?limit=1'), 200);
  assert.equal(await over('/admin/mcp/logs', { 'x-forwarded-for': '192.0.2.1', host: 'evil.example.com' }), 200);
  assert.equal(await over('/admin/mcp/logs', { authorization: 'Bearer wrong' }), 401);
  assert.equal(await over('/admin/mcp/logs', { 'x-codez-act-as': 'owner' }), 401);
  await server.stop();
});
