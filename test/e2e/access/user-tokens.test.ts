import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callAsOwner } from '../../support/access-rows.ts';
import { runCodez } from '../../support/codez-process.ts';
import { send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { startServer, type TestServer } from '../../support/server.ts';

interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown>;
  readonly message: string;
}

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

/** Calls a tool with a key or token; without one as the owner on this machine. */
async function call(credential: string | undefined, name: string, args: object = {}): Promise<Answer> {
  const headers = { ...JSON_HEADERS, ...(credential && { authorization: `Bearer ${credential}` }) };
  const path = `/api/tools/${name}`;
  const reply = await send(server.url, { method: 'POST', path, headers, body: JSON.stringify(args) });
  const { data = {}, message = '' } = JSON.parse(reply.text) as Partial<Answer>;
  return { status: reply.status, data, message };
}

function tokenOf(sub: string): Promise<string> {
  return issuer.mintJwt(sub, `${server.url}/mcp`);
}

async function isFound(credential: string | undefined, id: string, space?: string): Promise<boolean> {
  const { data } = await call(credential, 'memory_retrieve', { id, ...(space && { space }) });
  return data['status'] === 'found';
}

test('a linked user’s token acts for that user: their space, their scopes, nothing of the owner [access.oauth.user, access.user.link]', async () => {
  const bob = await tokenOf('usr_bob');
  assert.equal((await call(bob, 'resource_list')).status, 403, 'not linked yet');
  await call(undefined, 'memory_store', { id: 'mine', content: 'of the owner' });
  const added = await runCodez(['user', 'add', 'bob', '--no-key', '--sub', 'usr_bob'], server.env);
  assert.equal(added.code, 0, added.stderr);

  assert.equal((await call(bob, 'memory_store', { id: 'his', content: 'of bob' })).status, 200);
  assert.equal(await isFound(bob, 'his'), true);
  assert.equal(await isFound(bob, 'mine'), false);
  assert.equal(await isFound(bob, 'mine', 'local'), false, 'by name neither');
  assert.equal((await call(bob, 'memory_store', { id: 'x', content: 'x', space: 'local' })).status, 404);
  assert.equal(await isFound(undefined, 'his'), false, 'nor has the owner his');
  const attempts: [string, object][] = [
    ['create_session', { cwd: server.folder }],
    ['list_sessions', {}],
    ['get_state', {}],
    ['respond_permission', { session_id: '1', request_id: '1', behavior: 'allow' }],
  ];
  for (const [name, args] of attempts) {
    const refused = await call(bob, name, args);
    assert.equal(refused.status, 403, name);
    assert.match(refused.message, /insufficient_scope/, name);
  }
  for (const name of ['owner_add', 'user_update', 'host_add']) assert.equal((await call(bob, name)).status, 404, name);
  assert.equal((await call(await tokenOf('usr_bobby'), 'resource_list')).status, 403);
});

test('a user who is disabled, unlinked or removed is out with the next token; a recorded owner stays one [access.oauth.user, access.user.states]', async () => {
  const cat = await tokenOf('usr_cat');
  await callAsOwner(server, 'user_add', { name: 'cat', subjects: [{ issuer: issuer.url, sub: 'usr_cat' }] });
  assert.equal((await call(cat, 'resource_list')).status, 200);
  await callAsOwner(server, 'user_update', { name: 'cat', enabled: false });
  assert.equal((await call(cat, 'resource_list')).status, 403);
  await callAsOwner(server, 'user_update', { name: 'cat', enabled: true });
  assert.equal((await call(cat, 'resource_list')).status, 200);
  await callAsOwner(server, 'owner_add', { sub: 'usr_cat' });
  assert.equal((await call(cat, 'list_sessions')).status, 200, 'as owner');
  await callAsOwner(server, 'owner_remove', { sub: 'usr_cat' });
  assert.equal((await call(cat, 'list_sessions')).status, 403, 'as user again');
  await callAsOwner(server, 'user_remove', { name: 'cat' });
  assert.equal((await call(cat, 'resource_list')).status, 403);
});

test('an owner by token has the owner’s spaces, those made meanwhile too, and hosts’ own spaces not [access.oauth.owner.principal]', async () => {
  await callAsOwner(server, 'owner_add', { sub: 'usr_ann' });
  const ann = await tokenOf('usr_ann');
  assert.equal((await call(ann, 'memory_store', { id: 'a', content: 'x', space: 'ops' })).status, 404);
  await callAsOwner(server, 'space_add', { name: 'ops' });
  const { key } = await callAsOwner<{ key: string }>(server, 'host_add', { name: 'web-1', spaces: ['ops'] });
  assert.equal((await call(key, 'memory_store', { id: 'by-web', content: 'x', space: 'ops' })).status, 200);
  await call(key, 'memory_store', { id: 'own', content: 'x' });

  for (const [who, credential] of [
    ['by-token', ann],
    ['on-loopback', undefined],
  ] as const) {
    assert.equal(await isFound(credential, 'by-web', 'ops'), true, who);
    assert.equal((await call(credential, 'memory_store', { id: who, content: 'x', space: 'ops' })).message, '', who);
    assert.equal(await isFound(credential, 'own', 'web-1'), false, who);
  }
  const words = ['call', 'memory_retrieve', '--id', 'by-web', '--space', 'ops'];
  assert.match((await runCodez(words, server.env)).stdout, /"found"/, 'over the socket');
  assert.equal(await isFound(key, 'by-token', 'ops'), true, 'the host sees what the owner noted');
  await server.stop();
  assert.match((await runCodez(words, server.env)).stdout, /"found"/, 'in process');
  const input = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
  const params = { name: 'memory_retrieve', arguments: { id: 'by-web', space: 'ops' } };
  const said = await runCodez(['mcp', '--stdio'], server.env, { input: `${JSON.stringify({ ...input, params })}\n` });
  assert.match(said.stdout, /found/, 'by standard input and output');
});
