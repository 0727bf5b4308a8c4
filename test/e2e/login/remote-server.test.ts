import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { KeptLogin } from '../../../src/mcp/oauth-client/kept-logins.ts';
import { runCodez } from '../../support/codez-process.ts';
import { startAuthkit } from '../../support/oauth/authkit.ts';
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from '../../support/oauth/authorization-server.ts';
import { createLoginMachine, type LoginMachine, startTokenServer } from '../../support/oauth/login-machine.ts';
import type { TestServer } from '../../support/server.ts';

interface RemoteSetting {
  readonly issuer: AuthorizationServer;
  readonly server: TestServer;
  readonly machine: LoginMachine;
}

/** A server whose owner is `ada`, and another machine of hers. */
async function createRemote(t: TestContext, options: AuthorizationServerOptions = {}): Promise<RemoteSetting> {
  const issuer = await startAuthorizationServer(options);
  t.after(() => issuer.close());
  const server = await startTokenServer(t, issuer);
  const added = await runCodez(['owner', 'add', 'ada'], server.env);
  assert.equal(added.code, 0, added.stderr);
  return { issuer, server, machine: createLoginMachine('ada') };
}

function tokenRequests({ issuer }: RemoteSetting): number {
  return issuer.requests.filter(({ method, path }) => method === 'POST' && path === '/token').length;
}

test('login to another server asks nothing, and call --url uses its token [cli.login.remote, seed1.oauth.flow]', async (t) => {
  const { server, machine } = await createRemote(t);
  const done = await machine.codez('login', server.url);
  assert.equal(done.code, 0, done.stderr);
  assert.doesNotMatch(done.stderr, /owner/);
  for (const url of [server.url, `${server.url}/mcp`]) {
    const stored = await machine.codez('call', 'memory_store', 'content=note', '--url', url);
    assert.equal(stored.code, 0, stored.stderr);
  }
  const listed = await machine.codez('tools', '--url', server.url, '--json');
  assert.equal(listed.code, 0, listed.stderr);
  assert.doesNotMatch(listed.stdout, /owner_add/);
});

test('tokens go to the origin they are for and to no other [cli.login.origin]', async (t) => {
  const { issuer, server, machine } = await createRemote(t);
  await machine.codez('login', server.url);
  const other = await startTokenServer(t, issuer);
  await runCodez(['owner', 'add', 'ada'], other.env);
  const refused = await machine.codez('call', 'get_health', '--url', other.url);
  assert.equal(refused.code, 4, refused.stderr);
  assert.match(refused.stderr, new RegExp(`codez login ${other.url}`));
  const named = await machine.codez('call', 'get_health', '--url', server.url.replace('127.0.0.1', 'localhost'));
  assert.equal(named.code, 4, named.stderr);
});

test('the client registered at an issuer is used again, and anew when its port is taken [cli.login.registration]', async (t) => {
  const { issuer, server, machine } = await createRemote(t);
  for (const _ of [1, 2]) assert.equal((await machine.codez('login', server.url)).code, 0);
  assert.equal(issuer.count('/reg'), 1);
  const [client] = Object.values(machine.kept().clients);
  const taken = await startAuthkit({ port: Number(new URL(client?.redirect_uri ?? '').port) });
  t.after(() => taken.close());
  const done = await machine.codez('login', server.url);
  assert.equal(done.code, 0, done.stderr);
  assert.equal(issuer.count('/reg'), 2);
});

test('a token about to end is renewed before it is sent [cli.login.refresh]', async (t) => {
  const remote = await createRemote(t);
  const { server, machine } = remote;
  await machine.codez('login', server.url);
  const before = Object.values(machine.kept().logins)[0];
  age(machine);
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
  assert.equal(tokenRequests(remote), 2);
  const after = Object.values(machine.kept().logins)[0];
  assert.notEqual(after?.access_token, before?.access_token);
  assert.notEqual(after?.refresh_token, before?.refresh_token);
  assert.equal(after?.sub, 'ada');
});

test('a token that is refused all the same is renewed once, and the call goes on [cli.login.refresh]', async (t) => {
  const remote = await createRemote(t);
  const { issuer, server, machine } = remote;
  await machine.codez('login', server.url);
  change(machine, { access_token: await endedToken(issuer, server) });
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
  assert.equal(tokenRequests(remote), 2);
});

test('many calls at once renew once: a used refresh token would end the login [cli.login.refresh.once]', async (t) => {
  const remote = await createRemote(t);
  const { server, machine } = remote;
  await machine.codez('login', server.url);
  age(machine);
  const calls = [1, 2, 3, 4].map(() => machine.codez('call', 'get_health', '--url', server.url));
  const codes = (await Promise.all(calls)).map(({ code, stderr }) => (code === 0 ? 0 : stderr));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  assert.equal(tokenRequests(remote), 2);
});

test('tokens are renewed beside a server that owns the data directory [cli.login.refresh]', async (t) => {
  const remote = await createRemote(t);
  const { server, machine } = remote;
  await machine.codez('login', server.url);
  const own = await startTokenServer(t, remote.issuer, { folder: machine.env['HOME'] as string });
  age(machine);
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 0, call.stderr);
  assert.equal(tokenRequests(remote), 2);
  assert.equal(own.home, machine.home);
});

test('a login that has ended says how to sign in again; a 401 is no reason to ask twice [cli.login.ended]', async (t) => {
  const remote = await createRemote(t, { hasRefreshTokens: false });
  const { issuer, server, machine } = remote;
  await machine.codez('login', server.url);
  change(machine, { access_token: await endedToken(issuer, server), expires_at: Date.now() - 1 });
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 4);
  assert.match(call.stderr, new RegExp(`login has ended[\\s\\S]*codez login ${server.url}`));
  assert.equal(tokenRequests(remote), 1);
});

test('a revoked login says how to sign in again, an issuer that is down is unavailable [cli.login.ended]', async (t) => {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const server = await startTokenServer(t, kit);
  const machine = createLoginMachine('ada@example.test');
  await machine.codez('login', server.url);
  await runCodez(['owner', 'add', kit.subOf('ada@example.test'), '--accept-unbound-tokens'], server.env);
  const works = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(works.code, 0, works.stderr);
  age(machine);
  kit.revokeAll();
  const revoked = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(revoked.code, 4, revoked.stderr);
  assert.match(revoked.stderr, /codez login/);
  await kit.close();
  const down = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(down.code, 6, down.stderr);
  assert.match(down.stderr, /cannot be reached/);
});

test('--key-file goes before the tokens of a login [cli.call.key-file]', async (t) => {
  const { server, machine } = await createRemote(t);
  await machine.codez('login', server.url);
  const issued = await runCodez(['host', 'add', 'web-1', '--json'], server.env);
  const { key } = JSON.parse(issued.stdout) as { key: string };
  const file = join(machine.env['HOME'] as string, 'key');
  writeFileSync(file, `${key}\n`);
  chmodSync(file, 0o600);
  const args = ['call', 'get_health', '--url', server.url] as const;
  const asOwner = await machine.codez(...args);
  assert.equal(asOwner.code, 0, asOwner.stderr);
  // A host's key does not show what it may not call.
  const asHost = await machine.codez(...args, '--key-file', file);
  assert.equal(asHost.code, 3, asHost.stderr);
  const stored = await machine.codez('call', 'memory_store', 'content=by key', '--url', server.url, '--key-file', file);
  assert.equal(stored.code, 0, stored.stderr);
  writeFileSync(file, 'cz_wrong');
  const wrong = await machine.codez(...args, '--key-file', file);
  assert.equal(wrong.code, 4, wrong.stderr);
  const missing = await machine.codez(...args, '--key-file', `${file}-none`);
  assert.equal(missing.code, 2);
});

test('logout revokes the tokens and forgets them [cli.logout]', async (t) => {
  const { issuer, server, machine } = await createRemote(t, { accessTokens: 'opaque' });
  const nowhere = await machine.codez('logout');
  assert.equal(nowhere.code, 3);
  await machine.codez('login', server.url);
  const [login] = Object.values(machine.kept().logins);
  const done = await machine.codez('logout', server.url);
  assert.equal(done.code, 0, done.stderr);
  assert.equal(issuer.count('/token/revocation'), 2);
  assert.deepEqual(machine.kept().logins, {});
  const body = new URLSearchParams({ token: login?.access_token ?? '' });
  const known = await fetch(`${issuer.url}/token/introspection`, { method: 'POST', body });
  assert.deepEqual(await known.json(), { active: false });
  const call = await machine.codez('call', 'get_health', '--url', server.url);
  assert.equal(call.code, 4);
  const again = await machine.codez('logout', server.url);
  assert.equal(again.code, 3, again.stderr);
});

test('a damaged tokens.json is said to be so, and never overwritten by a call [cli.login.damaged]', async (t) => {
  const { server, machine } = await createRemote(t);
  await machine.codez('login', server.url);
  const file = join(machine.home, 'tokens.json');
  for (const text of ['', 'null', '{"schema":2}', '{"schema":1,"clients":{},"logins":{"x":{}}}']) {
    writeFileSync(file, text);
    const call = await machine.codez('call', 'get_health', '--url', server.url);
    assert.equal(call.code, 6, call.stderr);
    assert.match(call.stderr, /tokens\.json is damaged[\s\S]*sign in again/);
  }
});

/** Has the only login be as if its token were about to end. */
function age(machine: LoginMachine): void {
  change(machine, { expires_at: Date.now() - 1 });
}

function change(machine: LoginMachine, facts: Partial<KeptLogin>): void {
  const kept = machine.kept();
  const logins = Object.entries(kept.logins).map(([origin, login]) => [origin, { ...login, ...facts }]);
  writeFileSync(join(machine.home, 'tokens.json'), JSON.stringify({ ...kept, logins: Object.fromEntries(logins) }));
}

function endedToken(issuer: AuthorizationServer, server: TestServer): Promise<string> {
  return issuer.mintJwt('ada', `${server.url}/mcp`, { exp: Math.floor(Date.now() / 1000) - 60 });
}
