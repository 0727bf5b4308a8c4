import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { send } from '../../support/http.ts';
import { type Authkit, startAuthkit } from '../../support/oauth/authkit.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { startTokenServer } from '../../support/oauth/login-machine.ts';
import { startLogin } from '../../support/oauth/waiting-login.ts';
import type { TestServer } from '../../support/server.ts';

let issuer: AuthorizationServer;
let kit: Authkit;
let server: TestServer;
let kitServer: TestServer;
const ended: (() => unknown)[] = [];
before(async () => {
  const context = { after: (work: () => unknown) => void ended.push(work) } as Pick<TestContext, 'after'>;
  issuer = await startAuthorizationServer();
  kit = await startAuthkit();
  server = await startTokenServer(context, issuer);
  kitServer = await startTokenServer(context, kit);
});
after(async () => {
  for (const work of ended) await work();
  await issuer.close();
  await kit.close();
});

function queryOf(url: URL): Record<string, string> {
  return Object.fromEntries(url.searchParams);
}

test('the address asks for a code with S256, state, resource and a loopback callback [cli.login.request]', async (t) => {
  const { address, redirect, state } = await startLogin(t, server);
  const { code_challenge: challenge = '', ...asked } = queryOf(address);
  assert.match(challenge, /^[A-Za-z0-9_-]{43}$/);
  assert.match(state, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(asked['response_type'], 'code');
  assert.equal(asked['code_challenge_method'], 'S256');
  assert.equal(asked['resource'], `${server.url}/mcp`);
  assert.match(asked['scope'] ?? '', /mcp:tools/);
  assert.equal(redirect.hostname, '127.0.0.1');
});

test('the pasted final address ends the login [cli.login.paste]', async (t) => {
  const login = await startLogin(t, server);
  const final = await login.finalAddress();
  login.child.stdin?.write(`${final.href}\n`);
  assert.equal(await login.done, 0, login.stderr());
});

test('what is pasted instead is refused with why, and the login goes on [cli.login.paste.refused]', async (t) => {
  const login = await startLogin(t, server);
  const final = await login.finalAddress();
  const wrong = new URL(final);
  wrong.searchParams.set('state', 'another');
  for (const [line, why] of [
    ['hello', /does not begin with http:\/\/127/],
    [final.searchParams.get('code') ?? '', /does not begin with http:\/\/127/],
    [final.href.replace('/callback', '/other'), /does not begin with http:\/\/127/],
    [final.href.replace('127.0.0.1', 'evil.test'), /does not begin with http:\/\/127/],
    [wrong.href, /state differs/],
    [`${final.href}&code=injected`, /says the same thing twice/],
  ] as const) {
    const before = login.stderr().length;
    login.child.stdin?.write(`${line}\n`);
    await login.says(new RegExp(`[\\s\\S]{${before},}${why.source}`));
  }
  login.child.stdin?.write(`\n"${final.href}"\n`);
  assert.equal(await login.done, 0, login.stderr());
});

test('a wrong state is refused, and the login goes on to the right answer [cli.login.state]', async (t) => {
  const login = await startLogin(t, server);
  const query = queryOf(await login.finalAddress());
  for (const state of ['', 'x', `${login.state}x`, login.state.toUpperCase()]) {
    assert.equal(await login.call({ ...query, state }), 400, state);
  }
  const { state: _missing, ...stateless } = query;
  assert.equal(await login.call(stateless), 400);
  assert.equal(await login.call({ error: 'access_denied', iss: issuer.url }), 400);
  assert.equal(await login.call(query), 200);
  assert.equal(await login.done, 0, login.stderr());
});

test('a code of somebody else is refused by its state, or by PKCE [cli.login.injection]', async (t) => {
  const [victim, attacker] = [await startLogin(t, server), await startLogin(t, server)];
  const foreign = queryOf(await attacker.finalAddress());
  assert.equal(await victim.call(foreign), 400);
  assert.equal(await victim.call({ ...foreign, state: victim.state }), 200);
  assert.equal(await victim.done, 4);
  assert.match(victim.stderr(), /invalid_grant/);
});

test('only a GET of the exact path with the exact Host counts [cli.login.callback]', async (t) => {
  const login = await startLogin(t, server);
  const query = queryOf(await login.finalAddress());
  const search = `?${new URLSearchParams(query)}`;
  for (const host of [
    'evil.test',
    `localhost:${login.redirect.port}`,
    '127.0.0.1',
    `127.0.0.1:${login.redirect.port}.evil.test`,
  ]) {
    assert.equal(await login.call(query, { host }), 403, host);
  }
  for (const path of ['/', '/callback/', '/Callback', '/callback/x', '/favicon.ico', '/callback%2f']) {
    assert.equal(await login.call(path + search), 404, path);
  }
  for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS']) {
    const reply = await send(login.redirect.origin, {
      method,
      path: `/callback${search}`,
      headers: { host: login.redirect.host },
    });
    assert.equal(reply.status, 405, method);
    assert.equal(reply.headers['access-control-allow-origin'], undefined);
  }
  for (const twice of [`${search}&state=${login.state}`, `${search}&code=other`, `${search}&iss=${issuer.url}`]) {
    assert.equal(await login.call(twice), 400);
  }
  assert.equal(await login.call(query), 200);
  assert.equal(await login.done, 0, login.stderr());
});

test('its pages load nothing and repeat nothing that was sent [cli.login.callback.page]', async (t) => {
  const login = await startLogin(t, server);
  const marker = '<script>alert(1)</script>';
  const path = `/callback?${new URLSearchParams({ state: marker, error: marker, error_description: marker })}`;
  const reply = await send(login.redirect.origin, { path, headers: { host: login.redirect.host } });
  assert.doesNotMatch(reply.text, /<script|alert/);
  assert.match(String(reply.headers['content-security-policy']), /default-src 'none'/);
  assert.equal(reply.headers['cache-control'], 'no-store');
  assert.equal(reply.headers['referrer-policy'], 'no-referrer');
});

test('an answer of another issuer, or of none where it names itself, ends the login [cli.login.iss]', async (t) => {
  for (const change of ['https://evil.test', `${issuer.url}/`, '', undefined]) {
    const login = await startLogin(t, server);
    const { iss: _named, ...query } = queryOf(await login.finalAddress());
    const before = issuer.requests.filter(({ path }) => path === '/token').length;
    assert.equal(await login.call(change === undefined ? query : { ...query, iss: change }), 403);
    assert.equal(await login.done, 4, login.stderr());
    assert.match(login.stderr(), /was asked[\s\S]*nothing was sent/);
    assert.equal(issuer.requests.filter(({ path }) => path === '/token').length, before);
  }
});

test('an issuer that does not name itself is not asked to, but a wrong name is refused [cli.login.iss]', async (t) => {
  const right = await startLogin(t, kitServer);
  const query = queryOf(await right.finalAddress());
  assert.equal('iss' in query, false);
  assert.equal(await right.call(query), 200);
  assert.equal(await right.done, 0, right.stderr());
  const wrong = await startLogin(t, kitServer);
  assert.equal(await wrong.call({ ...queryOf(await wrong.finalAddress()), iss: 'https://evil.test' }), 403);
  assert.equal(await wrong.done, 4);
});

test('a login that is denied says so, and so does one that is refused [cli.login.denied]', async (t) => {
  const denied = await startLogin(t, server);
  assert.equal(await denied.call(queryOf(await denied.finalAddress(true))), 403);
  assert.equal(await denied.done, 4);
  assert.match(denied.stderr(), /was denied at/);
  const refused = await startLogin(t, server);
  const error = { error: 'server_error', error_description: `x\u001b[2J${'y'.repeat(5000)}` };
  assert.equal(await refused.call({ ...error, state: refused.state, iss: issuer.url }), 403);
  assert.equal(await refused.done, 4);
  assert.ok(refused.stderr().length < 4000);
  assert.ok(!refused.stderr().includes('\u001b'));
  const both = await startLogin(t, server);
  const answer = { code: 'x', error: 'access_denied', state: both.state, iss: issuer.url };
  assert.equal(await both.call(answer), 403);
  assert.equal(await both.done, 4);
  const empty = await startLogin(t, server);
  assert.equal(await empty.call({ code: '', state: empty.state, iss: issuer.url }), 403);
  assert.equal(await empty.done, 4);
});

test('one answer is taken: a second call finds nothing of the login any more [cli.login.once]', async (t) => {
  const login = await startLogin(t, server);
  const query = queryOf(await login.finalAddress());
  const statuses = await Promise.all([1, 2, 3].map(() => login.call(query).catch(() => 'closed')));
  assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
  assert.ok(
    statuses.every((status) => status === 200 || status === 410 || status === 'closed'),
    String(statuses),
  );
  assert.equal(await login.done, 0, login.stderr());
});

test('an interrupted login leaves nothing behind [cli.login.once]', async (t) => {
  const login = await startLogin(t, server);
  login.child.kill('SIGINT');
  assert.equal(await login.done, 130);
});
