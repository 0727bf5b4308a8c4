import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { auth, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { type Authkit, startAuthkit } from '../../../support/oauth/authkit.ts';
import {
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from '../../../support/oauth/authorization-server.ts';
import { createBrowser } from '../../../support/oauth/browser.ts';
import { listenOnLoopback } from '../../../support/oauth/loopback-listener.ts';

const CALLBACK = 'http://127.0.0.1:1/callback';

async function startServer(t: TestContext, options: AuthorizationServerOptions = {}) {
  const server = await startAuthorizationServer(options);
  t.after(() => server.close());
  return server;
}

/** Signs in with the SDK's own client and a scripted browser, as a client of a resource server of `issuer`. */
async function signIn(t: TestContext, issuer: string, scope: string) {
  const resource = await listenOnLoopback();
  t.after(() => resource.close());
  resource.answerWith((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ resource: `${resource.url}/mcp`, authorization_servers: [issuer] }));
  });
  let client: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = '';
  let final = new URL(CALLBACK);
  const provider: OAuthClientProvider = {
    redirectUrl: CALLBACK,
    clientMetadata: {
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      scope,
    },
    state: () => 'the-state',
    clientInformation: () => client,
    saveClientInformation: (next) => {
      client = next;
    },
    tokens: () => tokens,
    saveTokens: (next) => {
      tokens = next;
    },
    codeVerifier: () => verifier,
    saveCodeVerifier: (next) => {
      verifier = next;
    },
    redirectToAuthorization: async (url) => {
      const visit = await createBrowser({ login: 'ada@example.test' }).visit(url.href, (at) => at.startsWith(CALLBACK));
      final = new URL(visit.url);
    },
  };
  const options = { serverUrl: `${resource.url}/mcp`, scope };
  assert.equal(await auth(provider, options), 'REDIRECT');
  const authorizationCode = final.searchParams.get('code');
  assert.ok(authorizationCode, final.href);
  assert.equal(await auth(provider, { ...options, authorizationCode }), 'AUTHORIZED');
  const refresh = () => auth(provider, options);
  return { tokens: () => tokens as OAuthTokens, final, resource: `${resource.url}/mcp`, refresh };
}

test('the authorization server lets a person sign in and gives a JWT for the resource', async (t) => {
  const server = await startServer(t);
  const { tokens, final, resource, refresh } = await signIn(t, server.url, 'openid email mcp:tools');
  assert.equal(final.searchParams.get('state'), 'the-state');
  assert.equal(final.searchParams.get('iss'), server.url);
  const keys = (await (await fetch(`${server.url}/jwks`)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(tokens().access_token, createLocalJWKSet(keys), {
    issuer: server.url,
    audience: resource,
  });
  assert.equal(payload.sub, 'ada@example.test');
  assert.equal(payload['scope'], 'mcp:tools');
  assert.equal(decodeJwt(tokens().id_token ?? '')['email'], 'ada@example.test');
  const first = tokens().refresh_token;
  assert.ok(first);
  assert.equal(await refresh(), 'AUTHORIZED');
  assert.notEqual(tokens().refresh_token, first);
});

test('the authorization server gives opaque tokens that introspection knows', async (t) => {
  const server = await startServer(t, { accessTokens: 'opaque' });
  const { tokens, resource } = await signIn(t, server.url, 'mcp:tools');
  const body = new URLSearchParams({ token: tokens().access_token });
  const answer = (await (await fetch(`${server.url}/token/introspection`, { method: 'POST', body })).json()) as object;
  assert.deepEqual(
    { active: true, sub: 'ada@example.test', aud: resource, scope: 'mcp:tools' },
    {
      ...pick(answer, ['active', 'sub', 'aud', 'scope']),
    },
  );
});

test('tokens are minted without a login', async (t) => {
  const server = await startServer(t);
  const jwt = await server.mintJwt('grace', 'http://resource.test', { scope: undefined });
  const keys = (await (await fetch(`${server.url}/jwks`)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(jwt, createLocalJWKSet(keys), { issuer: server.url });
  assert.deepEqual([payload.sub, payload.aud, 'scope' in payload], ['grace', 'http://resource.test', false]);
  const opaque = await server.mintOpaque('grace');
  const info = await fetch(`${server.url}/me`, { headers: { authorization: `Bearer ${opaque}` } });
  assert.deepEqual(await info.json(), { sub: 'grace', email: 'grace@example.test', email_verified: true });
  const bound = await server.mintOpaque('grace', { resource: 'http://resource.test', seconds: 7 });
  const body = new URLSearchParams({ token: bound });
  const answer = await (await fetch(`${server.url}/token/introspection`, { method: 'POST', body })).json();
  const { aud, exp, iat } = answer as { aud: string; exp: number; iat: number };
  assert.deepEqual([aud, exp - iat], ['http://resource.test', 7]);
});

test('keys rotate', async (t) => {
  const server = await startServer(t);
  const before = await server.mintJwt('a', undefined);
  await server.rotateKeys();
  const keys = (await (await fetch(`${server.url}/jwks`)).json()) as JSONWebKeySet;
  await assert.rejects(jwtVerify(before, createLocalJWKSet(keys)));
  await jwtVerify(await server.mintJwt('a', undefined), createLocalJWKSet(keys));
});

test('the stand-in for MCPAuthKit lets a person sign in and refresh', async (t) => {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const { tokens, refresh } = await signIn(t, kit.url, 'mcp:tools');
  const { access_token: first, refresh_token: kept } = tokens();
  assert.match(first, /^mat_[0-9a-f]{40}$/);
  assert.deepEqual(await userinfo(kit, first), [
    200,
    { sub: kit.subOf('ada@example.test'), email: 'ada@example.test', name: 'ada' },
  ]);
  kit.expireTokens();
  assert.deepEqual(await userinfo(kit, first), [401, { error: 'invalid_token' }]);
  await refresh();
  assert.notEqual(tokens().access_token, first);
  assert.equal(tokens().refresh_token, kept);
});

test('the stand-in for MCPAuthKit registers the same server twice', async (t) => {
  const kit = await startAuthkit();
  t.after(() => kit.close());
  const headers = { authorization: `Bearer ${kit.adminKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'codez-mcp', resource_url: 'https://codez.test/mcp', scopes: ['mcp:tools'] });
  const statuses = [1, 2].map(
    async () => (await fetch(`${kit.url}/api/servers`, { method: 'POST', headers, body })).status,
  );
  assert.deepEqual(await Promise.all(statuses), [201, 201]);
  const [first, second] = kit.servers;
  assert.notEqual(first?.id, second?.id);
  const document = await (await fetch(`${kit.url}/prm/${first?.id}`)).json();
  assert.equal((document as { resource: string }).resource, 'https://codez.test/mcp');
  assert.equal((await fetch(`${kit.url}/api/servers`)).status, 401);
});

async function userinfo(kit: Authkit, token: string): Promise<[number, unknown]> {
  const answer = await fetch(`${kit.url}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  return [answer.status, await answer.json()];
}

function pick(from: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
