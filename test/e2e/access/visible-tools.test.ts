import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { codeAs, manage, type PrintedHost, sendWithKey } from '../../support/host-caller.ts';
import { send } from '../../support/http.ts';
import { parseReply, rpc } from '../../support/mcp.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Described {
  readonly name: string;
  readonly scope?: string;
}

/** Paths of the OpenAPI document that stand for a tool each. */
const TOOL_OF_PATH: Readonly<Record<string, string>> = {
  '/mcp/memories/store': 'memory_store',
  '/mcp/memories/retrieve': 'memory_retrieve',
  '/mcp/memories/search': 'memory_search',
  '/mcp/memories/delete': 'memory_delete',
  '/mcp/memories/{id}': 'memory_delete',
  '/api/events': 'poll_events',
};

let server: TestServer;
let all: readonly Described[];
before(async () => {
  server = await startServer();
  const listed = await rpc(server.url, 'tools/list');
  all = ((await ofRest('/api/tools')).tools as Described[]).filter(({ name }) => name !== '');
  assert.deepEqual(namesOf(listed.result?.['tools']), namesOf(all));
});
after(async () => {
  await server.stop();
});

const namesOf = (tools: unknown): string[] => (tools as Described[]).map(({ name }) => name);

async function ofRest(path: string, key?: string): Promise<{ tools: unknown }> {
  const { text } = await send(server.url, { path, headers: key === undefined ? {} : { 'x-api-key': key } });
  return (JSON.parse(text) as { data: { tools: unknown } }).data;
}

/** Returns the tools that the OpenAPI document names, by whatever path. */
async function describedTools(key: string): Promise<string[]> {
  const { text } = await send(server.url, { path: '/api/openapi.json', headers: { 'x-api-key': key } });
  const { paths } = JSON.parse(text) as { paths: Record<string, unknown> };
  const named = Object.keys(paths).filter((path) => path !== '/api/tools');
  return [...new Set(named.map((path) => TOOL_OF_PATH[path] ?? path.replace('/api/tools/', '')))].sort();
}

for (const scope of ['memory', 'resources', 'state', 'sessions:read', 'approve', 'sessions', 'memory,sessions:read']) {
  test(`a key with ${scope} sees in lists and in OpenAPI exactly what it may call [access.openapi-callable]`, async () => {
    const name = scope.replaceAll(/[:,]/g, '-');
    const { key } = await manage<PrintedHost>(server, 'host', 'add', `sees-${name}`, '--scope', scope, '--yes');
    const listed = parseReply(await sendWithKey(server, key, { method: 'tools/list' }));
    const seen = namesOf(listed.result?.['tools']);
    assert.deepEqual(namesOf((await ofRest('/api/tools', key)).tools), seen);
    assert.deepEqual(await describedTools(key), [...seen].sort());
    assert.ok(seen.length > 0 && seen.length < all.length, `${seen.length} of ${all.length}`);
    for (const { name: tool } of all) {
      const code = await codeAs(server, key, tool, { no_such_argument: 1 });
      // What may not be called is refused before its arguments are looked at.
      assert.equal(code === 'forbidden', !seen.includes(tool), `${tool}: ${code}`);
    }
  });
}

test('what is not for a key is refused by REST too, and named with its scope [access.openapi-callable, access.scope.denied]', async () => {
  const { key } = await manage<PrintedHost>(server, 'host', 'add', 'rest-denied', '--scope', 'state');
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  for (const path of ['/api/tools/memory_store', '/mcp/memories/store', '/mcp/memories/search']) {
    const { status, text } = await send(server.url, {
      method: 'POST',
      path,
      headers,
      body: '{"content":"x","query":"x"}',
    });
    assert.equal(status, 403, path);
    assert.match(text, /insufficient_scope: memory_\w+ needs the scope memory"/, path);
  }
  assert.equal((await send(server.url, { path: '/api/events', headers })).status, 403);
});

test('admin operations are in no list and no document over TCP, and do not exist there [access.openapi-callable, access.admin-hidden]', async () => {
  const socketPath = join(server.home, 'server.sock');
  const { key } = await manage<PrintedHost>(server, 'host', 'add', 'no-admin-here');
  const operations = ['host_add', 'host_list', 'owner_add', 'access_log', 'login_link', 'store_export', 'trust_folder'];
  for (const path of ['/api/tools', '/api/openapi.json']) {
    const { text } = await send(server.url, { path });
    for (const name of operations) assert.ok(!text.includes(name), `${name} in ${path}`);
  }
  for (const name of operations) {
    for (const headers of [{}, { 'x-api-key': key }]) {
      const reply = await send(server.url, { method: 'POST', path: `/api/tools/${name}`, headers, body: '{}' });
      assert.equal(reply.status, 404, name);
    }
    assert.equal(await codeAs(server, key, name, {}), '-32602', name);
    const overSocket = await send(server.url, {
      method: 'POST',
      path: `/api/tools/${name}`,
      socketPath,
      body: '{"no":1}',
    });
    assert.notEqual(overSocket.status, 404, name);
  }
});
