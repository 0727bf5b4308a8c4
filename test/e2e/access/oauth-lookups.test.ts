import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { callTool } from '../../support/mcp.ts';
import { type Authkit, startAuthkit } from '../../support/oauth/authkit.ts';
import { briefOf, pingWith, serveWithIssuer } from '../../support/oauth/serve-with-issuer.ts';
import type { TestServer } from '../../support/server.ts';

const USERINFO = '/oauth/userinfo';

async function withAuthkit(t: TestContext): Promise<{ authkit: Authkit; server: TestServer }> {
  const authkit = await startAuthkit();
  t.after(() => authkit.close());
  const server = await serveWithIssuer(authkit.url, {
    owners: [authkit.subOf('ana')],
    acceptsUnbound: true,
    env: { CODEZ_TRUSTED_PROXIES: '127.0.0.1' },
  });
  t.after(() => server.stop());
  return { authkit, server };
}

const lookups = ({ requests }: Authkit): number => requests.filter(({ path }) => path === USERINFO).length;

async function pingsWith(server: TestServer, tokens: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(tokens.map((token) => pingWith(server.url, token)))).map(briefOf);
}

test('twenty calls at once with one token are one look-up, and so are those that follow [access.oauth.cache.shared, access.oauth.cache.good]', async (t) => {
  const { authkit, server } = await withAuthkit(t);
  const token = authkit.mint('ana');
  const twenty = Array.from({ length: 20 }, () => token);
  assert.deepEqual(new Set(await pingsWith(server, twenty)), new Set(['200']));
  assert.deepEqual(new Set(await pingsWith(server, twenty)), new Set(['200']));
  assert.equal(lookups(authkit), 1);
});

test('a wrong token that is sent again is not asked about again [access.oauth.cache.wrong]', async (t) => {
  const { authkit, server } = await withAuthkit(t);
  const wrong = `mat_${'1'.repeat(40)}`;
  for (let call = 0; call < 4; call++) assert.equal(briefOf(await pingWith(server.url, wrong)), '401 -32001');
  assert.equal(lookups(authkit), 1);
});

test('of twelve different tokens from as many addresses at once the issuer is asked about four at a time [access.oauth.closed.four]', async (t) => {
  const { authkit, server } = await withAuthkit(t);
  const tokens = Array.from({ length: 12 }, () => authkit.mint('ana'));
  const held: (() => void)[] = [];
  let isHeld = true;
  let fourWait: () => void;
  const whenFourWait = new Promise<void>((resolve) => {
    fourWait = resolve;
  });
  authkit.intercept((request, response) => {
    if (request.url !== USERINFO || !isHeld) return false;
    held.push(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ sub: authkit.subOf('ana'), email: 'ana' }));
    });
    if (held.length === 4) fourWait();
    return true;
  });
  const answers = Promise.all(
    tokens.map((token, at) => pingWith(server.url, token, { 'x-forwarded-for': `198.51.100.${at + 1}` })),
  );
  await Promise.race([whenFourWait, answers]);
  // The others have long been sent when the server has answered these.
  for (let call = 0; call < 5; call++) await callTool(server.url, 'memory_search', { query: '' });
  assert.equal(held.length, 4);
  isHeld = false;
  for (const answer of held) answer();
  assert.deepEqual(new Set((await answers).map(briefOf)), new Set(['200']));
  assert.equal(lookups(authkit), 12);
});

test('keys of hosts, and what is no token, are shown to no issuer [access.oauth.never-passed]', async (t) => {
  const { authkit, server } = await withAuthkit(t);
  const before = authkit.requests.length;
  for (const credential of [`cz_${'A'.repeat(43)}`, 'cz_', 'a"b', '%00', `${'x'.repeat(9000)}`]) {
    assert.match(briefOf(await pingWith(server.url, credential)), /^(401|431) /, credential.slice(0, 20));
  }
  assert.equal(authkit.requests.length, before);
});
