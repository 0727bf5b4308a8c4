import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { open } from '../../support/http.ts';
import { postMcp } from '../../support/mcp.ts';
import { startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { FROM_OUTSIDE, PUBLIC_ORIGIN, serveWithIssuer } from '../../support/oauth/serve-with-issuer.ts';

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

test('open streams end soon after their token has, or their person’s record [access.oauth.session.stream]', async (t) => {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const server = await serveWithIssuer(issuer.url, { owners: ['ana', 'ben'] });
  t.after(() => server.stop());
  const exp = Date.now() / 1000 + 4;
  const headersOf = (token: string) => ({ ...FROM_OUTSIDE, authorization: `Bearer ${token}` });
  const short = headersOf(await issuer.mintJwt('ana', PUBLIC_ORIGIN, { exp }));
  const long = headersOf(await issuer.mintJwt('ana', PUBLIC_ORIGIN));
  const removed = headersOf(await issuer.mintJwt('ben', PUBLIC_ORIGIN));
  const initialized = await postMcp(server.url, INITIALIZE, { ...short, 'content-type': 'application/json' });
  const session = { 'mcp-session-id': String(initialized.headers['mcp-session-id']) };
  const openStream = async (path: string, headers: Record<string, string>): Promise<IncomingMessage> => {
    const stream = await open(server.url, { path, headers: { ...headers, accept: 'text/event-stream' } });
    assert.equal(stream.statusCode, 200, path);
    return stream.resume();
  };
  const goesOn = await openStream('/api/events', long);
  const ending = [
    await openStream('/mcp', { ...short, ...session }),
    await openStream('/api/events', short),
    await openStream('/api/events', removed),
  ];
  const ends = Promise.all(ending.map((stream) => once(stream, 'end')));
  assert.equal((await runCodez(['owner', 'remove', 'ben'], server.env)).code, 0);
  await ends;
  assert.ok(Date.now() > exp * 1000);
  assert.equal(goesOn.readableEnded, false);
  goesOn.destroy();
});
