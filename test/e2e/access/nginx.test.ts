import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { type Nginx, NO_NGINX, startNginx } from '../../support/nginx.ts';
import { NO_OTHER_USER } from '../../support/other-user.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const LIMIT = 4;

const skip = NO_NGINX;

let server: TestServer;
let nginx: Nginx | undefined;
before(async () => {
  server = await startServer({
    env: {
      CODEZ_MCP_URL: 'https://code.example.com/mcp',
      CODEZ_RATE_LIMIT: `${LIMIT}/60s`,
      CODEZ_TRUSTED_PROXIES: '127.0.0.1,::1',
    },
  });
  if (skip !== false) return;
  const pass = `proxy_pass http://127.0.0.1:${server.port};`;
  nginx = await startNginx([
    `${pass} proxy_set_header Host code.example.com; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`,
    `${pass} proxy_set_header X-Forwarded-Proto https;`,
    `${pass} proxy_set_header Host code.example.com;`,
    `${pass} proxy_set_header Host $http_host;`,
  ]);
});
after(async () => {
  await nginx?.stop();
  await server.stop();
});

function through(at: number, from: string, headers: Record<string, string> = {}): Promise<HttpReply> {
  const url = `http://127.0.0.1:${nginx?.ports[at]}`;
  return send(url, { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, ...headers }, body: PING, from });
}

test('who comes through a proxy that says so is not the owner, whatever its Host [access.proxy.tunnel]', {
  skip,
}, async () => {
  assert.equal((await through(0, '127.0.2.1')).status, 401);
  assert.equal((await through(1, '127.0.2.1')).status, 401);
});

test('a proxy that adds no header is told by the Host it passes on or puts in its place [access.proxy.host]', {
  skip,
}, async () => {
  assert.equal((await through(2, '127.0.2.2')).status, 401);
  assert.equal((await through(3, '127.0.2.2')).status, 401);
  assert.equal((await through(3, '127.0.2.2', { host: 'evil.example.com' })).status, 403);
});

test('a proxy with its usual settings runs as another user, so that its requests are not trusted [access.proxy.user]', {
  skip: skip || NO_OTHER_USER,
}, async () => {
  const usual = await startNginx([`proxy_pass http://127.0.0.1:${server.port};`], 'nobody nogroup');
  const url = `http://127.0.0.1:${usual.ports[0]}`;
  const reply = await send(url, { method: 'POST', path: '/mcp', headers: JSON_HEADERS, body: PING, from: '127.0.2.3' });
  assert.equal(reply.status, 401);
  await usual.stop();
});

test('behind a trusted proxy each client has a limit of its own [access.proxy.trusted]', { skip }, async () => {
  const found: number[] = [];
  for (let at = 0; at <= LIMIT; at++) found.push((await through(0, '127.0.2.4')).status);
  assert.deepEqual(found, [401, 401, 401, 401, 429]);
  assert.equal((await through(0, '127.0.2.5')).status, 401);
});

test('what a client puts into X-Forwarded-For itself does not count: the proxy adds the address it sees [access.proxy.forged]', {
  skip,
}, async () => {
  const found: number[] = [];
  for (let at = 0; at <= LIMIT; at++) {
    found.push((await through(0, '127.0.2.6', { 'x-forwarded-for': `203.0.113.${at}` })).status);
  }
  assert.deepEqual(found, [401, 401, 401, 401, 429]);
});
