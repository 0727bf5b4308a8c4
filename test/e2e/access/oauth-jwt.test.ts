import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { after, before, test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { send } from '../../support/http.ts';
import { callTool, JSON_HEADERS, parseReply, rpcResult } from '../../support/mcp.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import {
  accessRows,
  assertNothingLeaked,
  briefOf,
  FROM_OUTSIDE,
  PUBLIC_ORIGIN,
  pingWith,
  refusalReasons,
  serveWithIssuer,
} from '../../support/oauth/serve-with-issuer.ts';
import { createSigningKey } from '../../support/oauth/signing-keys.ts';
import type { TestServer } from '../../support/server.ts';

let issuer: AuthorizationServer;
let server: TestServer;
const shown: string[] = [];
before(async () => {
  issuer = await startAuthorizationServer();
  server = await serveWithIssuer(issuer.url);
});
after(async () => {
  await server.stop();
  await issuer.close();
});

/** Keeps the token in mind, to be looked for in what the server leaves behind. */
async function jwt(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
  const token = await issuer.mintJwt('ana', PUBLIC_ORIGIN, claims, header);
  shown.push(token);
  return token;
}

test('a recorded owner’s JWT does on every door what the owner may do [access.oauth.jwt.accepted, access.scope.oauth, access.oauth.jwt.audience]', async () => {
  const authorization = `Bearer ${await jwt()}`;
  const headers = { ...FROM_OUTSIDE, authorization };
  for (const aud of [
    PUBLIC_ORIGIN,
    `${PUBLIC_ORIGIN}/`,
    `${PUBLIC_ORIGIN}/mcp`,
    ['https://x.example', `${PUBLIC_ORIGIN}/mcp`],
  ]) {
    assert.equal(briefOf(await pingWith(server.url, await jwt({ aud }))), '200', JSON.stringify(aud));
  }
  for (const scheme of ['bearer', 'BEARER', 'Bearer  ']) {
    const spelled = authorization.replace('Bearer', scheme);
    assert.equal(briefOf(await pingWith(server.url, '', { authorization: spelled })), '200', scheme);
  }
  const { tools } = (await rpcResult(server.url, 'tools/list', undefined, headers)) as { tools: { name: string }[] };
  const loopback = (await rpcResult(server.url, 'tools/list')) as { tools: { name: string }[] };
  assert.deepEqual(tools, loopback.tools);
  const stored = await send(server.url, {
    method: 'POST',
    path: '/mcp/memories/store',
    headers,
    body: '{"content":"by token"}',
  });
  assert.equal(stored.status, 200, stored.text);
  const found = JSON.stringify(await callTool(server.url, 'memory_search', { query: 'by token' }));
  assert.match(found, /"space":"local"/);
  assert.equal((await send(server.url, { path: '/api/tools', headers })).status, 200);
  for (const path of ['/api/tools/owner_list', '/api/tools/host_list', '/api/tools/access_log']) {
    const admin = await send(server.url, { method: 'POST', path, headers, body: '{}' });
    assert.equal(admin.status, 404, `${path} ${admin.text}`);
  }
  assert.equal((await send(server.url, { path: '/admin/mcp/logs', headers })).status, 404);
});

test('a token that does not hold is 401 on every door, and counts the same for all [access.oauth.jwt.refused, access.oauth.same-answer, access.oauth.jwt.signature, access.oauth.jwt.header, access.oauth.jwt.claims, access.oauth.form]', async () => {
  const now = Math.floor(Date.now() / 1000);
  const foreign = await createSigningKey();
  const good = await jwt();
  const [, claims = ''] = good.split('.');
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { d: _d, ...publicJwk } = issuer.key().jwk;
  const pem = createPublicKey({ key: publicJwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const confused = `${encode({ alg: 'HS256', kid: issuer.key().id })}.${claims}`;
  const usual = { iss: issuer.url, sub: 'ana', aud: PUBLIC_ORIGIN, exp: now + 300, scope: 'mcp:tools' };
  const tokens: Record<string, [token: string, reason: string]> = {
    'alg none': [`${encode({ alg: 'none' })}.${claims}.`, 'the token is not signed by a public-key algorithm'],
    'alg NONE with a signature': [
      `${encode({ alg: 'NONE' })}.${claims}.AAAA`,
      'the token is not signed by a public-key algorithm',
    ],
    'public key as secret': [
      `${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`,
      'the token is not signed by a public-key algorithm',
    ],
    'foreign key': [
      await foreign.sign(usual, { kid: issuer.key().id }),
      'the token is not signed by a key of the issuer',
    ],
    'embedded key': [
      await foreign.sign(usual, { kid: issuer.key().id, jwk: { ...publicJwk, kid: 'x' } }),
      'the token is not signed by a key of the issuer',
    ],
    'changed claims': [
      good.replace(claims, encode({ ...usual, sub: 'eve' })),
      'the token is not signed by a key of the issuer',
    ],
    crit: [
      `${encode({ alg: 'ES256', crit: ['exp'] })}.${claims}.AAAA`,
      'the token demands an extension that is not known here',
    ],
    'id token': [await jwt({ nonce: 'n', at_hash: 'h' }, { typ: 'JWT' }), 'the token is no access token'],
    'logout token': [await jwt({}, { typ: 'logout+jwt' }), 'the token is of another type'],
    'other audience': [await jwt({ aud: 'https://other.example.com' }), 'the token is meant for another server'],
    'client id as audience': [await jwt({ aud: 'test' }), 'the token is meant for another server'],
    'other issuer': [await jwt({ iss: 'https://other.example.com' }), 'the token is of another issuer'],
    'no issuer': [await jwt({ iss: undefined }), 'the token is of another issuer'],
    'not yet': [await jwt({ nbf: now + 600 }), 'the token is not yet good'],
    'from the future': [await jwt({ iat: now + 600 }), 'the token was made in the future'],
    'no end': [await jwt({ exp: undefined }), 'the token has no end'],
    'no subject': [await jwt({ sub: undefined }), 'the token names nobody'],
    expired: [await jwt({ exp: now - 60 }), 'the token has expired'],
    opaque: ['mat_nobody-knows-this-token', 'the issuer says that the token is not active'],
    'no form': ['a"b', 'the credential has not the form of a token'],
  };
  const missing = await send(server.url, {
    method: 'POST',
    path: '/mcp',
    headers: { ...JSON_HEADERS, ...FROM_OUTSIDE },
    body: '{}',
  });
  for (const [name, [token, reason]] of Object.entries(tokens)) {
    shown.push(token);
    const before = (await refusalReasons(server)).length;
    const reply = await pingWith(server.url, token);
    assert.deepEqual([reply.status, reply.text], [401, missing.text], name);
    assert.equal(reply.headers['www-authenticate'], missing.headers['www-authenticate'], name);
    assert.deepEqual((await refusalReasons(server)).slice(before), [reason], name);
    for (const path of ['/api/tools', '/api/events']) {
      const rest = await send(server.url, { path, headers: { authorization: `Bearer ${token}` } });
      assert.equal(rest.status, 401, `${name} ${path}`);
    }
  }
});

test('a stranger’s good token is 403, saying how to be added, and one without the scope is challenged for it [access.oauth.challenge.scope]', async () => {
  const stranger = await issuer.mintJwt('eve', PUBLIC_ORIGIN);
  const reply = await pingWith(server.url, stranger);
  assert.equal(briefOf(reply), '403 -32003');
  assert.match(reply.text, /codez owner add .*eve/);
  assert.equal(reply.headers['www-authenticate'], undefined);
  const narrow = await pingWith(server.url, await jwt({ scope: 'openid email' }));
  assert.equal(briefOf(narrow), '403 -32003');
  assert.match(parseReply(narrow).error?.message ?? '', /^insufficient_scope: the token lacks the scope mcp:tools/);
  const metadata = `resource_metadata="${PUBLIC_ORIGIN}/.well-known/oauth-protected-resource`;
  assert.equal(
    narrow.headers['www-authenticate'],
    `Bearer error="insufficient_scope", scope="mcp:tools", ${metadata}/mcp"`,
  );
  const headers = { authorization: `Bearer ${await jwt({ scope: '' })}` };
  const rest = await send(server.url, { path: '/api/tools', headers });
  assert.equal(rest.status, 403);
  assert.equal(rest.headers['www-authenticate'], `Bearer error="insufficient_scope", scope="mcp:tools", ${metadata}"`);
  for (const change of [
    { scope: undefined },
    { scope: undefined, scp: ['mcp:tools'] },
    { scope: 'openid mcp:tools' },
  ]) {
    assert.equal(briefOf(await pingWith(server.url, await jwt(change))), '200', JSON.stringify(change));
  }
});

test('a JWT without audience is taken only of who accepts such [access.oauth.unbound.refused]', async () => {
  const unbound = await issuer.mintJwt('ana', undefined);
  const refused = await pingWith(server.url, unbound);
  assert.equal(briefOf(refused), '403 -32003');
  assert.match(refused.text, /--accept-unbound-tokens/);
  const { code } = await runCodez(['owner', 'add', 'ben', '--accept-unbound-tokens'], server.env);
  assert.equal(code, 0);
  assert.equal(briefOf(await pingWith(server.url, await issuer.mintJwt('ben', undefined))), '200');
  assert.equal(
    briefOf(await pingWith(server.url, await issuer.mintJwt('ben', 'https://other.example.com'))),
    '401 -32001',
  );
});

test('a JWT sent twice in different spellings of the header is refused [access.oauth.doubled]', async () => {
  const [one, two] = [await jwt(), await jwt({ jti: 'two' })];
  const ping = (headers: Record<string, string | string[]>) =>
    send(server.url, { method: 'POST', path: '/mcp', headers: { ...JSON_HEADERS, ...headers }, body: '{}' });
  assert.equal((await ping({ authorization: `Bearer ${one}`, 'x-api-key': two })).status, 400);
  assert.equal((await ping({ authorization: `Bearer ${one} ${two}` })).status, 401);
  assert.equal((await ping({ authorization: `Bearer ${one}, Bearer ${two}` })).status, 401);
  assert.equal((await send(server.url, { path: `/api/tools?access_token=${one}`, headers: FROM_OUTSIDE })).status, 401);
  assert.ok((await ping({ authorization: `Bearer ${'x'.repeat(20_000)}` })).status >= 400);
});

test('a token signed with a new key is taken at once [access.oauth.keys.rotated]', async () => {
  const old = await jwt({ jti: 'old' });
  assert.equal(briefOf(await pingWith(server.url, old)), '200');
  await issuer.rotateKeys();
  assert.equal(briefOf(await pingWith(server.url, await jwt({ jti: 'new' }))), '200');
});

test('every call has one row in the access log, and no token is anywhere [access.oauth.nothing-kept, access.oauth.rows]', async () => {
  const rows = await accessRows(server);
  const denied = rows.filter(({ status, code }) => status === 'denied' && code === 'unauthenticated');
  assert.ok(denied.length >= 40);
  assert.ok(denied.every(({ principal }) => principal === 'anonymous'));
  const own = rows.filter(({ principal, status }) => /^owner:ana@/.test(String(principal)) && status === 'ok');
  assert.ok(own.length >= 10);
  await assertNothingLeaked(server, shown);
});
