import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSON_HEADERS, postMcp } from '../../support/mcp.ts';
import { startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { briefOf, FROM_OUTSIDE, refusalReasons, serveWithIssuer } from '../../support/oauth/serve-with-issuer.ts';

test('without a public URL a token is bound by a name that is this server’s alone [access.oauth.jwt.ours-alone]', async (t) => {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const server = await serveWithIssuer(issuer.url, {
    hasPublicUrl: false,
    env: { CODEZ_ALLOWED_HOSTS: 'code.example.com' },
  });
  t.after(() => server.stop());
  const ping = async (host: string, audience: string, headers: Record<string, string> = {}): Promise<string> => {
    const authorization = `Bearer ${await issuer.mintJwt('ana', audience)}`;
    const own = { ...JSON_HEADERS, host, authorization, ...headers };
    return briefOf(await postMcp(server.url, { jsonrpc: '2.0', id: 1, method: 'ping' }, own));
  };
  const here = `127.0.0.1:${server.port}`;
  assert.equal(await ping(here, `http://${here}`), '200');
  assert.equal(await ping(here, `http://${here}/mcp`), '200');
  assert.equal(await ping('code.example.com', 'http://code.example.com/mcp', FROM_OUTSIDE), '200');
  for (const [host, headers] of [
    ['localhost:5000', {}],
    [here, FROM_OUTSIDE],
    ['code.example.com:9999', FROM_OUTSIDE],
  ] as const) {
    // A server of that name elsewhere could have been given this token, and send it on to here.
    assert.equal(await ping(host, `http://${host}`, headers), '403 -32003', host);
    assert.match((await refusalReasons(server)).at(-1) ?? '', /proves no audience/);
  }
  for (const [host, audience] of [
    [here, 'http://localhost:5000'],
    [here, `https://${here}`],
    [here, `http://localhost:${server.port}`],
    ['code.example.com', `http://${here}`],
    ['code.example.com', 'https://code.example.com'],
  ] as const) {
    assert.equal(await ping(host, audience), '401 -32001', `${host} ${audience}`);
  }
});
