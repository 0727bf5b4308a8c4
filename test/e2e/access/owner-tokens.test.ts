import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Finished, runCodez } from '../../support/codez-process.ts';
import { type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS, postMcp, rpc } from '../../support/mcp.ts';
import { type Authkit, startAuthkit } from '../../support/oauth/authkit.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const INITIALIZE = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'owner-tokens', version: '1.0.0' },
};

let issuer: AuthorizationServer;
let server: TestServer;
before(async () => {
  issuer = await startAuthorizationServer({ accessTokens: 'jwt' });
  server = await startServer({ env: { AUTHKIT_URL: issuer.url } });
});
after(async () => {
  await server.stop();
  await issuer.close();
});

async function owner(...words: readonly string[]): Promise<Finished> {
  return await runCodez(['owner', ...words], server.env);
}

function audience(): string {
  return `${server.url}/mcp`;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function callTool(token: string, name: string, args: object = {}): Promise<HttpReply> {
  const headers = { ...JSON_HEADERS, ...bearer(token) };
  return send(server.url, { method: 'POST', path: `/api/tools/${name}`, headers, body: JSON.stringify(args) });
}

/** What refusals of one door look like at the other. */
async function refusals(token: string): Promise<{ status: number; message: string; hint: string }[]> {
  const rest = await callTool(token, 'get_health');
  const said = JSON.parse(rest.text) as { message: string; hint: string };
  const mcp = await postMcp(
    server.url,
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    { ...JSON_HEADERS, ...bearer(token) },
  );
  const { error } = JSON.parse(mcp.text) as { error: { message: string; data?: { hint?: string } } };
  return [
    { status: rest.status, message: said.message, hint: said.hint },
    { status: mcp.status, message: error.message, hint: JSON.stringify(error.data ?? {}) },
  ];
}

test('while nobody is recorded a valid token is refused at every door, and the log says why [access.oauth.owner.none]', async () => {
  const token = await issuer.mintJwt('early', audience());
  for (const { status } of await refusals(token)) assert.equal(status, 403);
  const page = await send(server.url, { path: '/api/tools', headers: bearer(token) });
  assert.equal(page.status, 403);
  assert.match(server.stderr(), /no owner is recorded/);
});

test('an owner recorded while the server runs is let in, as local, without admin [access.oauth.owner.principal]', async () => {
  const token = await issuer.mintJwt('ann', audience());
  for (const { status } of await refusals(token)) assert.equal(status, 403);
  const added = await owner('add', 'ann', '--json');
  assert.equal(added.code, 0, added.stderr);
  assert.equal((JSON.parse(added.stdout) as { owner: { issuer: string } }).owner.issuer, issuer.url);

  const stored = await callTool(token, 'memory_store', { content: 'by token', id: 'by-token' });
  assert.equal(stored.status, 200, stored.text);
  const own = await send(server.url, {
    method: 'POST',
    path: '/api/tools/memory_retrieve',
    headers: JSON_HEADERS,
    body: JSON.stringify({ id: 'by-token' }),
  });
  const { data } = JSON.parse(own.text) as { data: { memory: { content: string; host: string } } };
  assert.deepEqual(
    [data.memory.content, data.memory.host],
    ['by token', 'local'],
    'the machine’s owner sees it as their own',
  );

  const listed = await rpc(server.url, 'tools/list', {}, bearer(token));
  const names = (listed.result as unknown as { tools: { name: string }[] }).tools.map(({ name }) => name);
  assert.ok(names.includes('create_session') && names.includes('memory_store'));
  for (const name of ['owner_add', 'owner_list', 'owner_remove', 'trust_folder', 'store_export', 'server_status']) {
    assert.ok(!names.includes(name), name);
    assert.equal((await callTool(token, name, { sub: 'eve' })).status, 404, name);
  }
});

test('a valid token of anybody else is refused, told how to be added [access.oauth.owner.stranger]', async () => {
  await owner('add', 'ann');
  for (const sub of ['eve', 'Ann', 'ann2', 'ann@example.test', 'a; rm -rf ~']) {
    for (const { status, message, hint } of await refusals(await issuer.mintJwt(sub, audience()))) {
      assert.equal(status, 403, sub);
      assert.match(`${message} ${hint}`, /codez owner add --issuer/);
    }
  }
  assert.match(server.stderr(), /eve of \S+ is neither a recorded owner nor linked/);
  const here = await send(server.url, { path: '/api/tools', headers: bearer(await issuer.mintJwt('eve', audience())) });
  assert.equal(here.status, 403, 'on loopback too: a presented credential decides');
});

test('the same sub of another issuer is somebody else [access.oauth.owner.stranger]', async (t) => {
  const other = await startAuthorizationServer({ accessTokens: 'jwt' });
  t.after(() => other.close());
  await owner('add', 'ann');
  const foreign = await other.mintJwt('ann', audience());
  assert.equal((await callTool(foreign, 'get_health')).status, 401);
  const lying = await other.mintJwt('ann', audience(), { iss: issuer.url });
  assert.equal((await callTool(lying, 'get_health')).status, 401);
  const elsewhere = await owner('add', 'cat', '--issuer', other.url);
  assert.equal(elsewhere.code, 0);
  assert.equal((await callTool(await issuer.mintJwt('cat', audience()), 'get_health')).status, 403);
});

test('a token that says its scopes and lacks mcp:tools is refused, naming it [access.oauth.owner.scope]', async () => {
  await owner('add', 'ann');
  for (const scope of ['', 'openid email', 'mcp:tool', 'mcp:tools:all']) {
    const token = await issuer.mintJwt('ann', audience(), { scope });
    for (const { status, message } of await refusals(token)) {
      assert.equal(status, 403, scope);
      assert.match(message, /insufficient_scope: .*mcp:tools/);
    }
  }
  assert.equal(
    (await callTool(await issuer.mintJwt('ann', audience(), { scope: 'a mcp:tools' }), 'get_health')).status,
    200,
  );
});

test('a removed owner is out at once, in the middle of an MCP session, while others stay [access.oauth.owner.removed]', async () => {
  await owner('add', 'bea');
  await owner('add', 'ann');
  const [bea, ann] = [await issuer.mintJwt('bea', audience()), await issuer.mintJwt('ann', audience())];
  const begun = await postMcp(
    server.url,
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: INITIALIZE },
    { ...JSON_HEADERS, ...bearer(bea) },
  );
  assert.equal(begun.status, 200, begun.text);
  const session = { 'mcp-session-id': String(begun.headers['mcp-session-id']) };
  const list = (token: string, more: Record<string, string> = session): Promise<HttpReply> =>
    postMcp(
      server.url,
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
      { ...JSON_HEADERS, ...bearer(token), ...more },
    );
  assert.equal((await list(bea)).status, 200);
  assert.equal((await list(ann)).status, 404, 'another owner’s session is not found');

  const removed = await owner('remove', 'bea');
  assert.equal(removed.code, 0, removed.stderr);
  assert.equal((await list(bea)).status, 403);
  assert.equal((await list(bea, {})).status, 403);
  const stream = await send(server.url, { path: '/mcp', headers: { ...bearer(bea), ...session } });
  assert.equal(stream.status, 403);
  const ended = await send(server.url, { method: 'DELETE', path: '/mcp', headers: { ...bearer(bea), ...session } });
  assert.equal(ended.status, 403);
  assert.equal((await list(ann, {})).status, 200);

  await owner('add', 'bea');
  assert.equal((await list(bea)).status, 200, 'recorded again, the session goes on');
});

test('the owner list is out of reach of requests, whoever sends them [access.oauth.owner.local]', async () => {
  await owner('add', 'ann');
  const token = await issuer.mintJwt('ann', audience());
  const before = (await owner('list', '--json')).stdout;
  for (const name of ['owner_add', 'owner.add', 'owner_remove', 'owner_list', 'store_import']) {
    const args = name === 'store_import' ? { document: {} } : { sub: 'eve', issuer: issuer.url };
    for (const headers of [{}, bearer(token), { 'x-codez-act-as': 'admin' }]) {
      const over = await send(server.url, {
        method: 'POST',
        path: `/api/tools/${name}`,
        headers: { ...JSON_HEADERS, ...headers },
        body: JSON.stringify(args),
      });
      assert.equal(over.status, 404, `${name} ${JSON.stringify(headers)}`);
      const called = await rpc(server.url, 'tools/call', { name, arguments: args }, headers as Record<string, string>);
      assert.equal(called.error?.code, -32602, `${name} ${JSON.stringify(headers)}`);
    }
    const others = await send('http://socket', {
      socketPath: join(server.home, 'server.sock'),
      method: 'POST',
      path: `/api/tools/${name}`,
      headers: { ...JSON_HEADERS, 'x-codez-act-as': 'owner' },
      body: JSON.stringify(args),
    });
    assert.equal(others.status, 404, `${name} passed on by a client on the socket`);
  }
  assert.equal((await owner('list', '--json')).stdout, before);
});

test('opaque tokens that prove no audience need a yes in the record [access.oauth.unbound.record]', async (t) => {
  const authkit: Authkit = await startAuthkit();
  const other = await startServer({ env: { AUTHKIT_URL: authkit.url } });
  t.after(async () => {
    await other.stop();
    await authkit.close();
  });
  const token = authkit.mint('ann@example.com');
  const sub = authkit.subOf('ann@example.com');
  const health = (path = '/api/tools') => send(other.url, { path, headers: bearer(token) });
  assert.equal((await health()).status, 403);
  assert.equal((await runCodez(['owner', 'add', sub], other.env)).code, 0);
  const refused = await health();
  assert.equal(refused.status, 403);
  const error = JSON.parse(refused.text) as { message: string; hint: string };
  assert.match(error.message, /does not prove that it was made for this server/);
  assert.match(error.hint, /--accept-unbound-tokens/);
  const accepted = await runCodez(['owner', 'add', sub, '--accept-unbound-tokens'], other.env);
  assert.equal(accepted.code, 0);
  assert.match(accepted.stderr, /even when they do not prove/);
  assert.equal((await health()).status, 200);
  const stranger = await send(other.url, { path: '/api/tools', headers: bearer(authkit.mint('eve@example.com')) });
  assert.equal(stranger.status, 403);
  assert.equal((await runCodez(['owner', 'remove', sub], other.env)).code, 0);
  assert.equal((await health()).status, 403);
});
