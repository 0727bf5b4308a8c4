import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type HttpReply, send } from '../../support/http.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const SESSION = '11111111-2222-4333-8444-555555555555';
const STOP = JSON.stringify({ session_id: SESSION, hook_event_name: 'Stop' });
const PATH = '/hooks/claude';

let server: TestServer;
let secret: string;
before(async () => {
  server = await startServer();
  secret = readFileSync(join(server.home, 'hook-secret'), 'utf8').trim();
});
after(async () => {
  await server.stop();
});

interface Hook {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly socketPath?: string;
  readonly method?: string;
}

async function post({
  path = PATH,
  headers = { 'x-codez-hook': secret },
  body = STOP,
  ...rest
}: Hook = {}): Promise<HttpReply> {
  return await send(server.url, {
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': 'application/json' },
    body,
    ...rest,
  });
}

test('the secret is made at the first start, for this user alone [sessions.hooks.secret]', () => {
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(statSync(join(server.home, 'hook-secret')).mode & 0o777, 0o600);
});

test('a hook that nobody has to answer gets an empty 200 [sessions.hooks.silent]', async () => {
  for (const body of [STOP, '{"hook_event_name":"SomethingNew"}', '{}']) {
    const reply = await post({ body });
    assert.deepEqual([reply.status, reply.text], [200, '']);
  }
});

test('hooks come over the socket of the data directory too [sessions.hooks.secret]', async () => {
  const socketPath = join(server.home, 'server.sock');
  assert.equal((await post({ socketPath })).status, 200);
  assert.equal((await post({ socketPath, headers: {} })).status, 401);
});

for (const [what, hook] of [
  ['without the secret', { headers: {} }],
  ['with a wrong secret', { headers: { 'x-codez-hook': 'A'.repeat(43) } }],
  ['with an empty secret', { headers: { 'x-codez-hook': '' } }],
  ['with another spelling of the path', { path: `${PATH}/?x=1`, headers: {} }],
] as const) {
  test(`a hook ${what} is refused with 401, on loopback as well [sessions.hooks.secret]`, async () => {
    assert.equal((await post(hook)).status, 401);
  });
}

for (const path of ['/mcp', '/api/tools', '/api/tools/memory_search', '/hooks', '/hooks/claude/x']) {
  test(`the secret opens nothing at ${path} [sessions.hooks.secret]`, async () => {
    assert.equal((await post({ path, body: '{}' })).status, 401);
  });
}

test('the path is nothing for the owner, however it is spelled [sessions.hooks.secret]', async () => {
  const reply = await post({ path: '/hooks/%63laude', headers: {} });
  assert.equal(reply.status, 404, reply.text);
  assert.equal((await post({ path: '/api/tools/claude_hook', headers: {}, body: '{"event":{}}' })).status, 404);
});

test('Host and Origin are judged before the secret [sessions.hooks.secret]', async () => {
  const foreign = { 'x-codez-hook': secret, origin: 'https://evil.example' };
  assert.equal((await post({ headers: foreign })).status, 403);
  assert.equal((await post({ headers: { 'x-codez-hook': secret, host: 'evil.example' } })).status, 403);
});

test('a hook above 1 MiB, or one that is no JSON object, is refused [sessions.hooks.body]', async () => {
  const large = JSON.stringify({
    session_id: SESSION,
    hook_event_name: 'PostToolUse',
    tool_response: 'x'.repeat(1_048_576),
  });
  assert.equal((await post({ body: large })).status, 413);
  assert.equal((await post({ body: 'no json' })).status, 400);
  assert.equal((await post({ body: '[]' })).status, 422);
});

test('a stopping server lets a waiting hook go without a decision [sessions.hooks.silent]', async (t) => {
  const own = await startServer();
  t.after(() => own.stop());
  const headers = { 'x-codez-hook': readFileSync(join(own.home, 'hook-secret'), 'utf8').trim() };
  const ask = { hook_event_name: 'PermissionRequest', session_id: SESSION, tool_name: 'Bash', tool_input: {} };
  const events = await send(own.url, { path: '/api/tools/poll_events', method: 'POST', body: '{"timeout_ms":0}' });
  const { cursor } = JSON.parse(events.text).data;
  const waiting = send(own.url, { method: 'POST', path: PATH, headers, body: JSON.stringify(ask) });
  const body = JSON.stringify({ cursor, types: ['permission.requested'], timeout_ms: 20_000 });
  const asked = await send(own.url, { path: '/api/tools/poll_events', method: 'POST', body });
  assert.match(asked.text, /"via":"hook"/);
  assert.equal(await own.stop(), 0);
  const reply = await waiting;
  assert.deepEqual([reply.status, reply.text], [200, '']);
});
