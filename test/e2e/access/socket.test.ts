import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { type HttpReply, send } from '../../support/http.ts';
import { callTool, JSON_HEADERS } from '../../support/mcp.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let socketPath: string;
before(async () => {
  server = await startServer();
  socketPath = join(server.home, 'server.sock');
});
after(async () => {
  await server.stop();
});

async function over(path: string, body: unknown, headers: Record<string, string> = {}): Promise<HttpReply> {
  const call = { method: 'POST', path, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(body) };
  return await send('http://socket', { ...call, socketPath });
}

test('server.sock is 0600 in a 0700 directory [access.socket.mode, cli.files.modes]', () => {
  assert.equal(statSync(socketPath).mode & 0o777, 0o600);
  assert.equal(statSync(server.home).mode & 0o777, 0o700);
});

test('the socket is the owner with admin: what TCP refuses is served [access.socket.admin, access.owner]', async () => {
  const verified = await over('/api/tools/store_verify', {});
  assert.equal(verified.status, 200, verified.text);
  const overTcp = await send(server.url, { method: 'POST', path: '/api/tools/store_verify', body: '{}' });
  assert.ok(overTcp.status === 404 || overTcp.status === 403, overTcp.text);
  assert.match(overTcp.text, /"status":"error"/);
});

test('on the socket Host and Origin are not judged [access.socket.admin]', async () => {
  for (const headers of [
    { host: 'example.com' },
    { origin: 'https://evil.example.com' },
    { 'x-forwarded-for': '1.2.3.4' },
  ]) {
    const reply = await over('/mcp', { jsonrpc: '2.0', id: 1, method: 'ping' }, headers as Record<string, string>);
    assert.equal(reply.status, 200, JSON.stringify(headers));
  }
});

test('a wrong credential decides on the socket too [access.credential.none]', async () => {
  const reply = await over('/mcp', { jsonrpc: '2.0', id: 1, method: 'ping' }, { authorization: 'Bearer wrong' });
  assert.equal(reply.status, 401);
});

test('what is stored over the socket is found over TCP, in the same space [access.socket.admin]', async () => {
  const reply = await over('/mcp/memories/store', { id: 'by-socket', content: 'through the socket' });
  assert.equal(reply.status, 200, reply.text);
  const { memory } = await callTool(server.url, 'memory_retrieve', { id: 'by-socket' });
  assert.equal((memory as { space: string }).space, 'local');
});

test('a port in use ends serve with exit 5, naming it [access.bind.in-use, product.port-in-use]', async () => {
  const other = await startServer();
  const home = join(other.folder, 'second');
  const { code, stderr, stdout } = await runCodez(['serve', '--port', String(server.port), '--home', home], other.env);
  assert.equal(code, 5, stderr);
  assert.match(stderr, new RegExp(`\\b${server.port}\\b`));
  assert.equal(stdout, '');
  await other.stop();
});

test('something in the place of server.sock is named, and left alone', async () => {
  const folder = scratchFolder();
  const path = join(folder, '.codez', 'server.sock');
  mkdirSync(path, { recursive: true });
  await assert.rejects(startServer({ folder }), /Cannot listen on .*server\.sock.*\n.*Move what lies there/);
  assert.ok(statSync(path).isDirectory());
});
