import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type TestContext, test } from 'node:test';
import { type HttpCall, send } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { listenOnLoopback } from '../../support/oauth/loopback-listener.ts';
import { FROM_OUTSIDE, PUBLIC_ORIGIN, serveWithIssuer } from '../../support/oauth/serve-with-issuer.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { createSelfSigned } from '../../support/self-signed.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const ISSUER = 'https://auth.example.com';
const ROOT = '/.well-known/oauth-protected-resource';
const SCOPES = { scopes_supported: ['mcp:tools'], bearer_methods_supported: ['header'] };

async function serve(t: TestContext, options: Parameters<typeof serveWithIssuer>[1] = {}): Promise<TestServer> {
  const server = await serveWithIssuer(ISSUER, { owners: [], ...options });
  t.after(() => server.stop());
  return server;
}

test('both protected-resource addresses answer anybody with the document [access.oauth.prm.document, seed1.prm]', async (t) => {
  const server = await serve(t);
  for (const [path, resource] of [
    [ROOT, PUBLIC_ORIGIN],
    [`${ROOT}/mcp`, `${PUBLIC_ORIGIN}/mcp`],
  ] as const) {
    for (const headers of [{}, FROM_OUTSIDE, { authorization: 'Bearer long-expired' }, { 'x-api-key': 'cz_wrong' }]) {
      const reply = await send(server.url, { path, headers });
      assert.equal(reply.status, 200);
      assert.match(String(reply.headers['content-type']), /^application\/json/);
      assert.deepEqual(JSON.parse(reply.text), { resource, authorization_servers: [ISSUER], ...SCOPES });
    }
  }
  for (const method of ['POST', 'PUT', 'DELETE']) {
    assert.notEqual((await send(server.url, { method, path: ROOT })).status, 200, method);
  }
  for (const path of [`${ROOT}/api`, `${ROOT}/mcp/x`, `${ROOT}x`, '/.well-known/oauth-authorization-server']) {
    assert.equal((await send(server.url, { path })).status, 404, path);
  }
});

test('without a public URL the documents name the Host of the request, if that is allowed [access.oauth.prm.host, seed1.env.mcp-url]', async (t) => {
  const server = await serve(t, {
    hasPublicUrl: false,
    env: { CODEZ_ALLOWED_HOSTS: 'code.example.net,odd.example:8443' },
  });
  for (const [host, origin] of [
    [`127.0.0.1:${server.port}`, server.url],
    [`LOCALHOST:${server.port}`, `http://localhost:${server.port}`],
    ['localhost:5000', 'http://localhost:5000'],
    ['Code.Example.Net', 'http://code.example.net'],
    ['code.example.net:80', 'http://code.example.net'],
    ['odd.example:8443', 'http://odd.example:8443'],
  ] as const) {
    const reply = await send(server.url, { path: `${ROOT}/mcp`, headers: { host } });
    assert.equal((JSON.parse(reply.text) as { resource: string }).resource, `${origin}/mcp`, host);
  }
  for (const host of ['evil.test', 'code.example.net.evil.test', 'odd.example', `evil.test:${server.port}`]) {
    const reply = await send(server.url, { path: ROOT, headers: { host } });
    assert.equal(reply.status, 403, host);
    assert.match(reply.text, /Host not allowed: set CODEZ_MCP_URL or CODEZ_ALLOWED_HOSTS/);
  }
});

test('a trusted proxy that encrypts makes the documents say https, and nobody else does [access.oauth.prm.proxy]', async (t) => {
  const env = { CODEZ_ALLOWED_HOSTS: 'code.example.net', CODEZ_TRUSTED_PROXIES: '127.0.0.2' };
  const server = await serve(t, { hasPublicUrl: false, args: ['--host', '0.0.0.0', '--insecure-http'], env });
  const resourceOf = async (from: string, proto: string): Promise<string> => {
    const headers = { host: 'code.example.net', 'x-forwarded-proto': proto };
    const { text } = await send(server.url, { path: ROOT, headers, from });
    return (JSON.parse(text) as { resource: string }).resource;
  };
  for (const proto of ['https', 'HTTPS', 'http, https']) {
    assert.equal(await resourceOf('127.0.0.2', proto), 'https://code.example.net', proto);
    assert.equal(await resourceOf('127.0.0.3', proto), 'http://code.example.net', proto);
  }
  for (const proto of ['http', 'https, http', 'wss', '', 'https://evil.test']) {
    assert.equal(await resourceOf('127.0.0.2', proto), 'http://code.example.net', proto);
  }
});

test('behind TLS of its own the documents say https [access.oauth.prm.host]', async (t) => {
  const { cert, key } = createSelfSigned();
  const folder = scratchFolder();
  writeFileSync(`${folder}/cert.pem`, cert);
  writeFileSync(`${folder}/key.pem`, key);
  const args = ['--tls-cert', `${folder}/cert.pem`, '--tls-key', `${folder}/key.pem`];
  const server = await startServer({ folder, args, env: { AUTHKIT_URL: ISSUER } });
  t.after(() => server.stop());
  const sent = request(`${server.url}${ROOT}`, { ca: cert });
  sent.end();
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
  let text = '';
  for await (const chunk of response) text += chunk;
  assert.equal((JSON.parse(text) as { resource: string }).resource, server.url);
  assert.match(server.url, /^https:/);
});

test('Origin and the address’s limit hold for the documents too [access.oauth.prm.rules]', async (t) => {
  const server = await serve(t, { env: { MCP_ALLOWED_ORIGINS: 'https://app.example.com', CODEZ_RATE_LIMIT: '5/60s' } });
  const get = (headers: Record<string, string> = {}) =>
    send(server.url, { path: ROOT, headers: { ...FROM_OUTSIDE, ...headers } });
  const allowed = await get({ origin: 'https://app.example.com' });
  assert.deepEqual([allowed.status, allowed.headers['access-control-allow-origin']], [200, 'https://app.example.com']);
  for (const origin of ['https://evil.test', 'null']) {
    const refused = await get({ origin });
    assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [403, undefined], origin);
  }
  let last = await get();
  for (let sent = 0; sent < 6 && last.status === 200; sent += 1) last = await get();
  assert.equal(last.status, 429);
  assert.ok(Number(last.headers['retry-after']) >= 1);
});

test('without an issuer there are no documents, and nobody is told to get a token [access.oauth.off, seed1.env.authkit-url]', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  for (const headers of [{}, FROM_OUTSIDE]) {
    for (const path of [ROOT, `${ROOT}/mcp`]) {
      const reply = await send(server.url, { path, headers });
      assert.deepEqual([reply.status, (JSON.parse(reply.text) as { code: string }).code], [404, 'not_found']);
    }
  }
  for (const headers of [FROM_OUTSIDE, { authorization: 'Bearer mat_anything' }]) {
    const reply = await send(server.url, {
      method: 'POST',
      path: '/mcp',
      headers: { ...JSON_HEADERS, ...headers },
      body: '{}',
    });
    assert.deepEqual([reply.status, reply.headers['www-authenticate']], [401, 'Bearer']);
  }
  assert.match(server.stderr(), /OAuth issuer: {4}none: tokens are refused/);
});

test('every door answers 401 with where to learn who gives tokens [access.oauth.challenge.unauthenticated, access.unauthenticated]', async (t) => {
  const server = await serve(t);
  const mcp = `${ROOT}/mcp`;
  const doors: readonly [HttpCall, string][] = [
    [{ method: 'POST', path: '/mcp', headers: JSON_HEADERS, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' }, mcp],
    [{ method: 'POST', path: '/mcp?tools=memory', headers: JSON_HEADERS, body: '{}' }, mcp],
    [{ method: 'GET', path: '/mcp', headers: { accept: 'text/event-stream' } }, mcp],
    [{ method: 'DELETE', path: '/mcp' }, mcp],
    [{ method: 'GET', path: '/api/tools' }, ROOT],
    [{ method: 'GET', path: '/api/events' }, ROOT],
    [{ method: 'POST', path: '/api/tools/memory_list', body: '{}' }, ROOT],
    [{ method: 'POST', path: '/mcp/memories/search', body: '{}' }, ROOT],
    [{ method: 'DELETE', path: '/mcp/memories/1' }, ROOT],
    [{ method: 'GET', path: '/nothing/here' }, ROOT],
  ];
  for (const [call, path] of doors) {
    for (const headers of [FROM_OUTSIDE, { 'x-api-key': 'cz_wrong' }, { authorization: 'Basic dTpw' }]) {
      const reply = await send(server.url, { ...call, headers: { ...call.headers, ...headers } });
      const what = `${call.method} ${call.path} ${JSON.stringify(headers)}`;
      assert.equal(reply.status, 401, what);
      assert.equal(
        reply.headers['www-authenticate'],
        `Bearer resource_metadata="${PUBLIC_ORIGIN}${path}", scope="mcp:tools"`,
        what,
      );
      assert.match(reply.text, /Unauthorized: Bearer token required/, what);
    }
  }
  const reply = await send(server.url, { path: '/api/tools', headers: { ...FROM_OUTSIDE, origin: PUBLIC_ORIGIN } });
  assert.match(String(reply.headers['access-control-expose-headers']), /WWW-Authenticate/);
});

test('a Host that is odd on the Unix socket breaks no challenge [access.oauth.challenge.quoted]', async (t) => {
  const server = await serve(t, { hasPublicUrl: false });
  for (const host of ['"evil"', 'a b', 'x", error="none', '']) {
    const socketPath = `${server.home}/server.sock`;
    const reply = await send('http://localhost', {
      path: '/api/tools',
      headers: { host, 'x-api-key': 'cz_wrong' },
      socketPath,
    });
    assert.equal(
      reply.headers['www-authenticate'],
      `Bearer resource_metadata="http://localhost${ROOT}", scope="mcp:tools"`,
      host,
    );
  }
});

test('serve starts without asking the issuer, and says whose tokens it takes [access.oauth.start, cli.serve.rules]', async (t) => {
  const issuer = await listenOnLoopback();
  t.after(() => issuer.close());
  issuer.answerWith(() => {});
  const server = await serveWithIssuer(issuer.url, { owners: [] });
  assert.equal((await send(server.url, { path: '/api/tools' })).status, 200);
  assert.equal(await server.stop(), 0);
  assert.ok(server.stderr().includes(`OAuth issuer:    ${issuer.url}; no owner is recorded yet (codez login)`));
  const again = await serveWithIssuer(issuer.url, { folder: server.folder });
  await again.stop();
  const third = await serveWithIssuer(issuer.url, { folder: server.folder, owners: [] });
  await third.stop();
  assert.match(third.stderr(), new RegExp(`OAuth issuer: {4}${issuer.url}\\n`));
  assert.equal(issuer.requests.length, 0);
});

test('serve refuses an issuer that it could not trust [access.oauth.issuer-setting]', async () => {
  for (const [issuer, words] of [
    ['http://auth.example.com', /Tokens would be sent unencrypted to http:\/\/auth\.example\.com/],
    ['http://127.0.0.1.evil.test', /would be sent unencrypted/],
    ['http://localhost.evil.test', /would be sent unencrypted/],
    ['https://user:pass@auth.example.com', /AUTHKIT_URL/],
    ['https://auth.example.com/?tenant=1', /AUTHKIT_URL/],
    ['https://auth.example.com/#x', /AUTHKIT_URL/],
    ['ftp://auth.example.com', /AUTHKIT_URL/],
    ['auth.example.com', /AUTHKIT_URL/],
  ] as const) {
    await assert.rejects(startServer({ env: { AUTHKIT_URL: issuer } }), words, issuer);
  }
  const server = await startServer({ env: { AUTHKIT_URL: 'http://auth.example.com' }, args: ['--insecure-http'] });
  assert.equal(await server.stop(), 0);
  const secret = { AUTHKIT_URL: 'https://auth.example.com', AUTHKIT_CLIENT_SECRET_FILE: 'missing.secret' };
  await assert.rejects(startServer({ env: secret }), /no client id/);
  await assert.rejects(startServer({ env: { ...secret, AUTHKIT_CLIENT_ID: 'codez' } }), /cannot be read \(ENOENT\)/);
});
