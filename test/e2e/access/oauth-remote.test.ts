import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCodez } from '../../support/codez-process.ts';
import { pasteIntoShell } from '../../support/curl.ts';
import { startAuthkit } from '../../support/oauth/authkit.ts';
import { startAuthorizationServer } from '../../support/oauth/authorization-server.ts';
import { briefOf, PUBLIC_ORIGIN, pingWith, serveWithIssuer } from '../../support/oauth/serve-with-issuer.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { createSelfSigned } from '../../support/self-signed.ts';
import { startServer } from '../../support/server.ts';

// The seed's own line, character for character.
const LIST = `curl -X POST https://your-codez-domain.com/mcp \\
      -H "Authorization: Bearer mat_your_token_here" \\
      -H "Content-Type: application/json" \\
      -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'`;

test('the printed curl line with a token is answered over HTTPS from another machine [seed1.curl.token, seed1.oauth]', async (t) => {
  const authkit = await startAuthkit();
  t.after(() => authkit.close());
  const folder = scratchFolder();
  const { cert, key } = createSelfSigned();
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  const server = await startServer({
    folder,
    args: ['--host', '0.0.0.0', '--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')],
    env: { AUTHKIT_URL: authkit.url, CODEZ_MCP_URL: 'https://your-codez-domain.com/mcp' },
  });
  t.after(() => server.stop());
  const added = await runCodez(['owner', 'add', authkit.subOf('ana'), '--accept-unbound-tokens'], server.env);
  assert.equal(added.code, 0, added.stderr);
  // An address of a network is no loopback one: for the server its peer is another machine.
  const address = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
  const settings = [`connect-to = "your-codez-domain.com:443:${address ?? '127.0.0.1'}:${server.port}"`, 'insecure'];
  if (address === undefined) settings.push('header = "Via: 1.1 tunnel"');
  writeFileSync(join(folder, '.curlrc'), `${settings.join('\n')}\nsilent\n`);
  const paste = async (
    token: string,
  ): Promise<{ result?: { tools: { name: string }[] }; error?: { code: number } }> => {
    const { code, stdout, stderr } = await pasteIntoShell(LIST.replace('mat_your_token_here', token), {}, folder);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const { result } = await paste(authkit.mint('ana'));
  assert.ok(result?.tools.some(({ name }) => name === 'create_session'));
  assert.equal((await paste('mat_your_token_here')).error?.code, -32001);
  assert.equal((await paste(authkit.mint('eve'))).error?.code, -32003);
  const bare = LIST.replace(/^\s*-H "Authorization.*\n/m, '');
  const { stdout } = await pasteIntoShell(bare, {}, folder);
  assert.match(stdout, /"code":-32001/);
});

test('from a blocked address right tokens pass and wrong ones get 429 [access.block.tokens]', async (t) => {
  const issuer = await startAuthorizationServer();
  t.after(() => issuer.close());
  const server = await serveWithIssuer(issuer.url);
  t.after(() => server.stop());
  const cached = await issuer.mintOpaque('ana', { resource: PUBLIC_ORIGIN });
  assert.equal(briefOf(await pingWith(server.url, cached)), '200');
  const expired = await issuer.mintJwt('ana', PUBLIC_ORIGIN, { exp: Math.floor(Date.now() / 1000) - 5 });
  for (let at = 0; at < 25; at += 1) assert.equal(briefOf(await pingWith(server.url, expired)), '401 -32001');
  const stranger = await issuer.mintJwt('eve', PUBLIC_ORIGIN);
  for (let at = 0; at < 25; at += 1) assert.equal(briefOf(await pingWith(server.url, stranger)), '403 -32003');
  for (let at = 0; at < 20; at += 1) {
    assert.equal(
      briefOf(await pingWith(server.url, await issuer.mintJwt('ana', `https://${at}.example`))),
      '401 -32001',
    );
  }
  const wrong = await pingWith(server.url, 'mat_wrong');
  assert.equal(briefOf(wrong), '429 -32029');
  assert.ok(Number(wrong.headers['retry-after']) > 60);
  assert.equal(briefOf(await pingWith(server.url, await issuer.mintJwt('ana', 'https://other.example'))), '429 -32029');
  assert.equal(briefOf(await pingWith(server.url, cached)), '200');
  assert.equal(briefOf(await pingWith(server.url, await issuer.mintJwt('ana', PUBLIC_ORIGIN))), '200');
  assert.equal(briefOf(await pingWith(server.url, await issuer.mintOpaque('ana', { resource: PUBLIC_ORIGIN }))), '200');
  assert.equal(briefOf(await pingWith(server.url, expired)), '401 -32001');
});
