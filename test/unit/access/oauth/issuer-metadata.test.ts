import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metadataUrls, parseIssuerMetadata } from '../../../../src/access/oauth/issuer-metadata.ts';
import { startAuthorizationServer } from '../../../support/oauth/authorization-server.ts';
import { hostileAt, redirectTo } from '../../../support/oauth/hostile-answers.ts';
import { reasonOf, startScriptedIssuer } from './verifier-with.ts';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

test('looks for metadata where RFC 8414 and OpenID Connect put it [access.oauth.metadata.address]', () => {
  assert.deepEqual(metadataUrls(new URL('https://auth.example.com/')), [
    'https://auth.example.com/.well-known/oauth-authorization-server',
    'https://auth.example.com/.well-known/openid-configuration',
  ]);
  assert.deepEqual(metadataUrls(new URL('https://auth.example.com:8443/realms/home/')), [
    'https://auth.example.com:8443/.well-known/oauth-authorization-server/realms/home',
    'https://auth.example.com:8443/.well-known/openid-configuration/realms/home',
    'https://auth.example.com:8443/realms/home/.well-known/openid-configuration',
  ]);
});

test('reads the metadata of an issuer with a path, and of one that only knows OpenID [access.oauth.metadata.address]', async (t) => {
  const withPath = await startScriptedIssuer({ path: '/realms/home/' });
  assert.equal(await withPath.outcome(await withPath.jwt()), 'good');
  const openid = await startAuthorizationServer({ metadata: 'openid' });
  t.after(() => openid.close());
  const { createTokenVerifier } = await import('../../../../src/access/oauth/create-token-verifier.ts');
  const verifier = createTokenVerifier({ issuer: openid.url, clock: Date.now, now: () => performance.now() });
  const use = { origin: 'https://code.example.com', isOursAlone: true, lane: undefined };
  const verdict = await verifier.verify(await openid.mintJwt('ana', use.origin), use);
  assert.ok(!('refused' in verdict) && verdict.isBound);
});

test('refuses metadata of another issuer, and endpoints on another host [access.oauth.metadata.own]', () => {
  const issuer = new URL('https://auth.example.com');
  const good = { issuer: 'https://auth.example.com/', jwks_uri: 'https://auth.example.com:443/jwks' };
  assert.equal(parseIssuerMetadata(good, issuer).jwksUri, good.jwks_uri);
  assert.equal(parseIssuerMetadata({ ...good, registration_endpoint: null }, issuer).userinfoEndpoint, undefined);
  for (const change of [
    { issuer: undefined },
    { issuer: 'https://auth.example.com.evil.test' },
    { issuer: 'http://auth.example.com' },
    { issuer: 'https://auth.example.com/realm' },
    { issuer: 'https://evil.test/https://auth.example.com' },
    { issuer: ['https://auth.example.com'] },
    { jwks_uri: 'https://evil.test/jwks' },
    { jwks_uri: 'http://auth.example.com/jwks' },
    { jwks_uri: 'https://auth.example.com:444/jwks' },
    { jwks_uri: 'https://auth.example.com@evil.test/jwks' },
    { jwks_uri: '/jwks' },
    { jwks_uri: 'file:///etc/passwd' },
    { jwks_uri: 5 },
    { introspection_endpoint: 'https://169.254.169.254/latest' },
    { userinfo_endpoint: 'https://auth.example.com.evil.test/userinfo' },
    { token_endpoint: '//evil.test/token' },
    { authorization_endpoint: 'javascript:alert(1)' },
    { some_new_endpoint: {} },
  ]) {
    assert.throws(
      () => parseIssuerMetadata({ ...good, ...change }, issuer),
      { code: 'unavailable' },
      JSON.stringify(change),
    );
  }
});

test('lets nobody in on hostile metadata or keys, and says one reason for the log [access.oauth.closed.answers]', async () => {
  const reasons: Record<string, string> = {};
  for (const answer of [
    'error500',
    'large',
    'largeChunked',
    'gzip',
    'cutOff',
    'reset',
    'loop',
    'redirectNowhere',
  ] as const) {
    for (const path of [WELL_KNOWN, '/jwks']) {
      const issuer = await startScriptedIssuer();
      issuer.intercept(hostileAt(path, answer));
      reasons[`${answer} ${path}`] = await reasonOf(issuer.outcome(await issuer.jwt()));
    }
  }
  const tooLarge = 'the issuer answers with more than 64 KiB';
  assert.deepEqual(reasons, {
    [`error500 ${WELL_KNOWN}`]: '503 the issuer answers 500 for its metadata',
    'error500 /jwks': '503 the issuer answers 500 for its keys',
    [`large ${WELL_KNOWN}`]: `503 ${tooLarge}`,
    'large /jwks': `503 ${tooLarge}`,
    [`largeChunked ${WELL_KNOWN}`]: `503 ${tooLarge}`,
    'largeChunked /jwks': `503 ${tooLarge}`,
    [`gzip ${WELL_KNOWN}`]: '503 the issuer has no metadata',
    'gzip /jwks': '503 the keys of the issuer cannot be read',
    [`cutOff ${WELL_KNOWN}`]: '503 the issuer cannot be reached (UND_ERR_RES_CONTENT_LENGTH_MISMATCH)',
    'cutOff /jwks': '503 the issuer cannot be reached (UND_ERR_RES_CONTENT_LENGTH_MISMATCH)',
    [`reset ${WELL_KNOWN}`]: '503 the issuer cannot be reached (UND_ERR_SOCKET)',
    'reset /jwks': '503 the issuer cannot be reached (UND_ERR_SOCKET)',
    [`loop ${WELL_KNOWN}`]: '503 the issuer redirects without end',
    'loop /jwks': '503 the issuer redirects without end',
    [`redirectNowhere ${WELL_KNOWN}`]: '503 the issuer redirects to no address',
    'redirectNowhere /jwks': '503 the issuer redirects to no address',
  });
});

test('takes no keys from what is no key set, and no metadata from what is no object [access.oauth.closed.answers]', async () => {
  for (const answer of ['html', 'brokenJson', 'list', 'nothing', 'empty', 'noContent', 'error429'] as const) {
    const issuer = await startScriptedIssuer();
    issuer.intercept(hostileAt('/', answer));
    assert.equal(await reasonOf(issuer.outcome(await issuer.jwt())), '503 the issuer has no metadata', answer);
    const other = await startScriptedIssuer();
    other.intercept(hostileAt('/jwks', answer));
    assert.match(await reasonOf(other.outcome(await other.jwt())), /^503 the (keys of the )?issuer /, answer);
  }
});

test('follows redirects on the issuer’s host and no others [access.oauth.redirects]', async () => {
  const issuer = await startScriptedIssuer();
  issuer.intercept(hostileAt('/jwks', redirectTo('/keys/moved')));
  assert.equal(await reasonOf(issuer.outcome(await issuer.jwt())), '503 the issuer answers 404 for its keys');
  assert.equal(issuer.count('/keys/moved'), 1);
  const elsewhere = await startScriptedIssuer();
  for (const path of [WELL_KNOWN, '/jwks']) {
    for (const status of [301, 302, 303, 307, 308]) {
      const own = await startScriptedIssuer();
      const { port } = elsewhere;
      const before = elsewhere.requests.length;
      for (const target of [
        elsewhere.url,
        `//127.0.0.1:${port}/jwks`,
        `http://localhost:${own.port}/jwks`,
        `https://127.0.0.1:${own.port}/jwks`,
      ]) {
        own.intercept(hostileAt(path, redirectTo(target, status)));
        own.ahead.steady += 60_000;
        const outcome = await reasonOf(own.outcome(await own.jwt()));
        assert.equal(outcome, '503 an answer of the issuer leads to another host', `${status} ${target}`);
      }
      assert.equal(elsewhere.requests.length, before);
    }
  }
});

test('keeps metadata and keys, and lives on them while the issuer is down [access.oauth.keys.kept]', async () => {
  const issuer = await startScriptedIssuer();
  for (let at = 0; at < 5; at += 1) assert.equal(await issuer.outcome(await issuer.jwt({ jti: at })), 'good');
  assert.equal(issuer.requests.length, 2);
  issuer.intercept(hostileAt('/', 'error500'));
  issuer.ahead.steady += 11 * 60_000;
  assert.equal(await issuer.outcome(await issuer.jwt({ jti: 'later' })), 'good');
  issuer.ahead.steady += 60 * 60_000;
  assert.match(await reasonOf(issuer.outcome(await issuer.jwt({ jti: 'too late' }))), /^503 the issuer answers 500/);
});

test('asks an issuer that fails anew only after some seconds [access.oauth.closed.brief]', async () => {
  const issuer = await startScriptedIssuer();
  issuer.intercept(hostileAt('/', 'error500'));
  for (let at = 0; at < 5; at += 1) await reasonOf(issuer.outcome(await issuer.jwt({ jti: at })));
  assert.equal(issuer.requests.length, 1);
  issuer.intercept(undefined);
  issuer.ahead.steady += 3_001;
  assert.equal(await issuer.outcome(await issuer.jwt()), 'good');
});

test('loads keys anew for a key it does not know, every 30 seconds at most [access.oauth.keys.rotated]', async () => {
  const issuer = await startScriptedIssuer();
  assert.equal(await issuer.outcome(await issuer.jwt()), 'good');
  const { createSigningKey } = await import('../../../support/oauth/signing-keys.ts');
  const claims = { iss: issuer.url, sub: 'usr_1', aud: 'https://code.example.com', exp: Date.now() / 1000 + 300 };
  const next = await createSigningKey();
  const unsigned = 'wrong: the token is not signed by a key of the issuer';
  issuer.keys = [issuer.key, next];
  assert.equal(await issuer.outcome(await next.sign(claims)), 'good');
  assert.equal(issuer.count('/jwks'), 2);
  const third = await createSigningKey();
  for (let at = 0; at < 5; at += 1) {
    assert.equal(await issuer.outcome(await third.sign({ ...claims, jti: at }, { kid: `guess-${at}` })), unsigned);
  }
  assert.equal(issuer.count('/jwks'), 2);
  issuer.keys = [third];
  issuer.ahead.steady += 30_001;
  assert.equal(await issuer.outcome(await third.sign({ ...claims, jti: 'now' })), 'good');
  assert.equal(await issuer.outcome(await next.sign({ ...claims, jti: 'gone' })), unsigned);
  assert.equal(issuer.count('/jwks'), 3);
});
