import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type HttpReply, send } from '../../support/http.ts';
import { JSON_HEADERS, parseReply, postMcp } from '../../support/mcp.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import {
  assertNothingLeaked,
  briefOf,
  FROM_OUTSIDE,
  PUBLIC_ORIGIN,
  refusalReasons,
  serveWithIssuer,
} from '../../support/oauth/serve-with-issuer.ts';
import type { TestServer } from '../../support/server.ts';

async function serve(t: TestContext): Promise<{ issuer: AuthorizationServer; server: TestServer }> {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const server = await serveWithIssuer(issuer.url, { owners: ['ana', 'ben'] });
  t.after(() => server.stop());
  return { issuer, server };
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

function headersOf(token: string, session?: string): Record<string, string> {
  const own = { ...JSON_HEADERS, ...FROM_OUTSIDE, authorization: `Bearer ${token}` };
  return session === undefined ? own : { ...own, 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' };
}

async function store(server: TestServer, token: string, session: string): Promise<HttpReply> {
  const params = { name: 'memory_store', arguments: { content: 'in the session' } };
  return await postMcp(server.url, { jsonrpc: '2.0', id: 2, method: 'tools/call', params }, headersOf(token, session));
}

test('a token that ends in the middle of an MCP session is challenged, and a refreshed one goes on with it [access.oauth.session.refresh]', async (t) => {
  const { issuer, server } = await serve(t);
  const exp = Date.now() / 1000 + 3;
  const first = await issuer.mintJwt('ana', PUBLIC_ORIGIN, { exp });
  const opened = await postMcp(server.url, INITIALIZE, headersOf(first));
  const session = String(opened.headers['mcp-session-id']);
  assert.equal(briefOf(await store(server, first, session)), '200');
  await delay(exp * 1000 - Date.now() + 10);
  const late = await store(server, first, session);
  assert.equal(briefOf(late), '401 -32001');
  assert.match(parseReply(late).error?.message ?? '', /^Unauthorized: Bearer token required/);
  const metadata = `${PUBLIC_ORIGIN}/.well-known/oauth-protected-resource/mcp`;
  assert.equal(late.headers['www-authenticate'], `Bearer resource_metadata="${metadata}", scope="mcp:tools"`);
  assert.equal((await refusalReasons(server)).at(-1), 'the token has expired');
  const second = await issuer.mintJwt('ana', `${PUBLIC_ORIGIN}/mcp`);
  const goesOn = await store(server, second, session);
  assert.equal(briefOf(goesOn), '200', goesOn.text);
  assert.equal(
    (await send(server.url, { method: 'DELETE', path: '/mcp', headers: headersOf(second, session) })).status,
    204,
  );
  await assertNothingLeaked(server, [first, second]);
});

test('an MCP session is its person’s: nobody else goes on with it, whatever their token [access.oauth.session.own]', async (t) => {
  const { issuer, server } = await serve(t);
  const ana = await issuer.mintJwt('ana', PUBLIC_ORIGIN);
  const opened = await postMcp(server.url, INITIALIZE, headersOf(ana));
  const session = String(opened.headers['mcp-session-id']);
  const ben = await issuer.mintJwt('ben', PUBLIC_ORIGIN);
  assert.equal((await store(server, ben, session)).status, 404);
  assert.equal((await store(server, await issuer.mintJwt('eve', PUBLIC_ORIGIN), session)).status, 403);
  assert.equal((await store(server, 'mat_nobody', session)).status, 401);
  const without = { ...JSON_HEADERS, ...FROM_OUTSIDE, 'mcp-session-id': session };
  assert.equal((await postMcp(server.url, { jsonrpc: '2.0', id: 3, method: 'ping' }, without)).status, 401);
  assert.equal(
    (await send(server.url, { method: 'DELETE', path: '/mcp', headers: headersOf(ben, session) })).status,
    404,
  );
  assert.equal(briefOf(await store(server, ana, session)), '200');
});
