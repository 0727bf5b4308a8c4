import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { test } from 'node:test';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { startAuthkit } from '../../support/oauth/authkit.ts';
import { type HttpsTunnel, startHttpsTunnel } from '../../support/oauth/https-tunnel.ts';
import { serveWithIssuer } from '../../support/oauth/serve-with-issuer.ts';

const HOST = 'code.example.com';

async function ask(
  { port, cert }: HttpsTunnel,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<IncomingMessage> {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    ca: cert,
    servername: 'localhost',
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...JSON_HEADERS, host: HOST, ...headers },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

test('through an HTTPS tunnel a client finds the issuer, and its token opens every door [seed1.remote-https, seed1.tunnel]', async (t) => {
  const authkit = await startAuthkit();
  t.after(() => authkit.close());
  const owners = [authkit.subOf('ana')];
  const server = await serveWithIssuer(authkit.url, { owners, acceptsUnbound: true });
  t.after(() => server.stop());
  const tunnel = await startHttpsTunnel(server.url);
  t.after(() => tunnel.close());
  const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';

  const refused = await ask(tunnel, '/mcp', {}, list);
  assert.equal(refused.statusCode, 401);
  const challenge = String(refused.headers['www-authenticate']);
  const metadata = /resource_metadata="https:\/\/code\.example\.com(\/[^"]*)"/.exec(challenge)?.[1];
  assert.ok(metadata, challenge);
  refused.resume();
  const document = JSON.parse(await textOf(await ask(tunnel, metadata))) as Record<string, unknown>;
  assert.deepEqual([document['resource'], document['authorization_servers']], [`https://${HOST}/mcp`, [authkit.url]]);

  const authorization = `Bearer ${authkit.mint('ana')}`;
  const answered = await ask(tunnel, '/mcp', { authorization }, list);
  assert.equal(answered.statusCode, 200);
  assert.match(await textOf(answered), /"name":"create_session"/);
  const events = await ask(tunnel, '/api/events', { authorization, accept: 'text/event-stream' });
  assert.equal(events.statusCode, 200);
  const stored = await ask(tunnel, '/mcp/memories/store', { authorization }, '{"content":"from afar"}');
  assert.equal(stored.statusCode, 200);
  stored.resume();
  events.destroy();

  for (const path of ['/api/events', '/api/tools', '/mcp']) {
    const response = await ask(tunnel, path);
    assert.equal(response.statusCode, 401, path);
    response.resume();
  }
  const foreign = await ask(tunnel, '/mcp', { authorization, host: 'evil.test' }, list);
  assert.equal(foreign.statusCode, 403);
  foreign.resume();
});
