import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { type Authkit, startAuthkit } from '../../support/oauth/authkit.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import {
  assertNothingLeaked,
  briefOf,
  type IssuerServerOptions,
  PUBLIC_ORIGIN,
  pingWith,
  refusalReasons,
  serveWithIssuer,
} from '../../support/oauth/serve-with-issuer.ts';
import { scratchFolder } from '../../support/scratch.ts';
import type { TestServer } from '../../support/server.ts';

const INTROSPECTION = '/token/introspection';

async function withProvider(
  t: TestContext,
  options: IssuerServerOptions = {},
): Promise<{ issuer: AuthorizationServer; server: TestServer }> {
  const issuer = await startAuthorizationServer({ accessTokens: 'opaque' });
  t.after(() => issuer.close());
  const server = await serveWithIssuer(issuer.url, options);
  t.after(() => server.stop());
  return { issuer, server };
}

async function withAuthkit(
  t: TestContext,
  options: IssuerServerOptions & { readonly email?: string } = {},
): Promise<{ authkit: Authkit; server: TestServer }> {
  const authkit = await startAuthkit();
  t.after(() => authkit.close());
  const owners = [authkit.subOf(options.email ?? 'ana@example.com')];
  const server = await serveWithIssuer(authkit.url, { owners, ...options });
  t.after(() => server.stop());
  return { authkit, server };
}

test('an opaque token for this server is introspected and let in, in either form of the audience [access.oauth.introspection.accepted, access.oauth.introspection.ask, access.oauth.cache.good]', async (t) => {
  const { issuer, server } = await withProvider(t);
  for (const resource of [PUBLIC_ORIGIN, `${PUBLIC_ORIGIN}/mcp`]) {
    const token = await issuer.mintOpaque('ana', { resource });
    for (let at = 0; at < 3; at += 1) assert.equal(briefOf(await pingWith(server.url, token)), '200', resource);
  }
  assert.equal(issuer.count(INTROSPECTION), 2);
});

test('an opaque token that does not hold is refused, each with its reason in the log [access.oauth.introspection.rejected, access.oauth.introspection.refused]', async (t) => {
  const { issuer, server } = await withProvider(t);
  const ended = await issuer.mintOpaque('ana', { resource: PUBLIC_ORIGIN });
  await (await issuer.provider().AccessToken.find(ended))?.destroy();
  const table: Record<string, [token: string, brief: string, reason: RegExp]> = {
    'never made': ['no-token-of-this-issuer', '401 -32001', /^the issuer says that the token is not active$/],
    revoked: [ended, '401 -32001', /^the issuer says that the token is not active$/],
    'for another server': [
      await issuer.mintOpaque('ana', { resource: 'https://other.example.com' }),
      '401 -32001',
      /^the token is meant for another server$/,
    ],
    'for nobody in particular': [await issuer.mintOpaque('ana'), '403 -32003', /^the token of ana proves no audience/],
    'of a stranger': [
      await issuer.mintOpaque('eve', { resource: PUBLIC_ORIGIN }),
      '403 -32003',
      /^eve of .* is neither a recorded owner nor linked to a user$/,
    ],
    'without the scope': [
      await issuer.mintOpaque('ana', { resource: PUBLIC_ORIGIN, scope: 'other' }),
      '403 -32003',
      /^the token of ana says its scopes, and mcp:tools is none of them$/,
    ],
  };
  for (const [name, [token, brief, reason]] of Object.entries(table)) {
    const before = (await refusalReasons(server)).length;
    assert.equal(briefOf(await pingWith(server.url, token)), brief, name);
    const [said, ...more] = (await refusalReasons(server)).slice(before);
    assert.match(said ?? '', reason, name);
    assert.equal(more.length, 0, name);
  }
  await assertNothingLeaked(
    server,
    Object.values(table).map(([token]) => token),
  );
});

test('an issuer that wants its client at introspection is told id and secret, and nobody else is [access.oauth.introspection.credentials, access.oauth.introspection.client]', async (t) => {
  const issuer = await startAuthorizationServer({ accessTokens: 'opaque' });
  t.after(() => issuer.close());
  issuer.intercept((request, response) => {
    const basic = `Basic ${Buffer.from('introspecting:no-secret-in-a-test').toString('base64')}`;
    if (request.url !== INTROSPECTION || request.headers.authorization === basic) return false;
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}');
    return true;
  });
  const token = await issuer.mintOpaque('ana', { resource: PUBLIC_ORIGIN });
  const without = await serveWithIssuer(issuer.url);
  t.after(() => without.stop());
  assert.equal(briefOf(await pingWith(without.url, token)), '503 -32053');
  assert.match((await refusalReasons(without))[0] ?? '', /set AUTHKIT_CLIENT_ID/);
  const secretFile = join(scratchFolder(), 'secret');
  writeFileSync(secretFile, 'no-secret-in-a-test\n', { mode: 0o600 });
  const env = { AUTHKIT_CLIENT_ID: 'introspecting', AUTHKIT_CLIENT_SECRET_FILE: secretFile };
  const server = await serveWithIssuer(issuer.url, { env });
  assert.equal(briefOf(await pingWith(server.url, token)), '200');
  assert.ok(
    issuer.requests.filter(({ path }) => path !== INTROSPECTION).every((seen) => seen.authorization === undefined),
  );
  await assertNothingLeaked(server, [token, 'no-secret-in-a-test']);
});

test('MCPAuthKit’s tokens prove a person and no audience: taken only of who accepts such [access.oauth.userinfo.unbound, seed1.oauth, access.oauth.userinfo.ask, access.oauth.userinfo.refused]', async (t) => {
  const { authkit, server } = await withAuthkit(t);
  const token = authkit.mint('ana@example.com');
  const refused = await pingWith(server.url, token);
  assert.equal(briefOf(refused), '403 -32003');
  assert.match(refused.text, /does not prove that it was made for this server/);
  const sub = authkit.subOf('ana@example.com');
  const { code, stderr } = await runCodez(['owner', 'add', sub, '--accept-unbound-tokens'], server.env);
  assert.equal(code, 0, stderr);
  assert.equal(briefOf(await pingWith(server.url, token)), '200');
  assert.equal(briefOf(await pingWith(server.url, authkit.mint('eve@example.com'))), '403 -32003');
  assert.equal(briefOf(await pingWith(server.url, `mat_${'0'.repeat(40)}`)), '401 -32001');
  assert.equal(authkit.requests.filter(({ path }) => path === '/oauth/userinfo').length, 3);
  await assertNothingLeaked(server, [token]);
});

test('a revoked token lives on for the time of the cache at most, and its person’s removal counts at once [access.oauth.revoked]', async (t) => {
  const { authkit, server } = await withAuthkit(t, { acceptsUnbound: true });
  const [used, unused] = [authkit.mint('ana@example.com'), authkit.mint('ana@example.com')];
  assert.equal(briefOf(await pingWith(server.url, used)), '200');
  authkit.revokeAll();
  assert.equal(briefOf(await pingWith(server.url, unused)), '401 -32001');
  assert.equal(briefOf(await pingWith(server.url, used)), '200');
  const { code } = await runCodez(['owner', 'remove', authkit.subOf('ana@example.com')], server.env);
  assert.equal(code, 0);
  assert.equal(briefOf(await pingWith(server.url, used)), '403 -32003');
});

test('while nobody is recorded every token is refused, with the reason in the log [access.oauth.owner.none]', async (t) => {
  const { authkit, server } = await withAuthkit(t, { owners: [] });
  assert.equal(briefOf(await pingWith(server.url, authkit.mint('ana@example.com'))), '403 -32003');
  assert.deepEqual(await refusalReasons(server), ['no owner is recorded: all tokens are refused until one is']);
});
