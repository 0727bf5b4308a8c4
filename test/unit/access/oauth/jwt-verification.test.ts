import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { createSigningKey } from '../../../support/oauth/signing-keys.ts';
import { ORIGIN, startScriptedIssuer } from './verifier-with.ts';

const UNSIGNED = 'wrong: the token is not signed by a key of the issuer';

test('takes a JWT for this server in either form [access.oauth.jwt.audience]', async () => {
  const issuer = await startScriptedIssuer();
  for (const aud of [
    ORIGIN,
    `${ORIGIN}/`,
    `${ORIGIN}/mcp`,
    `${ORIGIN}/mcp/`,
    [`${ORIGIN}/mcp`],
    ['https://other.example.com', ORIGIN],
  ]) {
    assert.equal(await issuer.outcome(await issuer.jwt({ aud })), 'good', JSON.stringify(aud));
  }
  const facts = await issuer.verifier.verify(await issuer.jwt(), {
    origin: ORIGIN,
    isOursAlone: true,
    lane: undefined,
  });
  assert.deepEqual(facts, { issuer: issuer.url, sub: 'usr_1', scopes: new Set(['mcp:tools']), isBound: true });
});

test('tells a JWT without audience apart from one for this server [access.oauth.unbound.jwt]', async () => {
  const issuer = await startScriptedIssuer();
  for (const aud of [undefined, null, []]) assert.equal(await issuer.outcome(await issuer.jwt({ aud })), 'unbound');
});

test('refuses a JWT for another server, and judges it anew for each origin [access.oauth.jwt.audience]', async () => {
  const issuer = await startScriptedIssuer();
  for (const aud of [
    'https://other.example.com',
    'http://code.example.com',
    'https://code.example.com:8443',
    'https://code.example.com.evil.test',
    `${ORIGIN}/api`,
    `${ORIGIN}/mcp/x`,
    `${ORIGIN}//`,
    `${ORIGIN}?`,
    'code.example.com',
    '',
    'the-client-id',
    ['https://other.example.com', ''],
  ]) {
    const refused = 'wrong: the token is meant for another server';
    assert.equal(await issuer.outcome(await issuer.jwt({ aud })), refused, JSON.stringify(aud));
  }
  const token = await issuer.jwt();
  assert.equal(await issuer.outcome(token), 'good');
  assert.equal(
    await issuer.outcome(token, { origin: 'https://other.example.com' }),
    'wrong: the token is meant for another server',
  );
  assert.equal(await issuer.outcome(token), 'good');
});

test('binds no token to a name that others go by too [access.oauth.jwt.ours-alone]', async () => {
  const issuer = await startScriptedIssuer();
  const token = await issuer.jwt();
  assert.equal(await issuer.outcome(token, { isOursAlone: false }), 'unbound');
  assert.equal(await issuer.outcome(token), 'good');
  const refused = 'wrong: the token is meant for another server';
  assert.equal(await issuer.outcome(token, { isOursAlone: false, origin: 'http://localhost:5000' }), refused);
});

test('refuses every JWT that the issuer has not signed [access.oauth.jwt.signature]', async () => {
  const issuer = await startScriptedIssuer();
  const good = await issuer.jwt();
  const [header = '', claims = '', signature = ''] = good.split('.');
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const foreign = await createSigningKey();
  const claimsOfGood = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  const { d: _d, ...publicJwk } = foreign.jwk;
  const flipped = signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
  const raised = encode({ ...claimsOfGood, sub: 'usr_2' });
  for (const [name, token] of Object.entries({
    'another key under the same id': await foreign.sign(claimsOfGood, { kid: issuer.key.id }),
    'another key without id': await foreign.sign(claimsOfGood, { kid: undefined }),
    'a key that it brings along': await foreign.sign(claimsOfGood, { kid: issuer.key.id, jwk: publicJwk }),
    'a key that it points to': await foreign.sign(claimsOfGood, {
      kid: issuer.key.id,
      jku: 'http://127.0.0.1:9/jwks',
      x5u: 'http://127.0.0.1:9/cert',
    }),
    'other claims': `${header}.${raised}.${signature}`,
    'a flipped signature': `${header}.${claims}.${flipped}`,
    'a cut signature': `${header}.${claims}.${signature.slice(0, -2)}`,
    'no signature': `${header}.${claims}.`,
    'a signature of zeros': `${header}.${claims}.${'A'.repeat(86)}`,
    'another algorithm in its header': `${encode({ alg: 'RS256', kid: issuer.key.id })}.${claims}.${signature}`,
    'a key id of another type': `${encode({ alg: 'ES256', kid: 5 })}.${claims}.${signature}`,
  })) {
    assert.equal(await issuer.outcome(token), UNSIGNED, name);
  }
});

test('refuses alg none and a public key used as a secret [access.oauth.jwt.header]', async () => {
  const issuer = await startScriptedIssuer();
  const claims = (await issuer.jwt()).split('.')[1];
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { d: _d, ...jwk } = issuer.key.jwk;
  const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  for (const secret of [pem, JSON.stringify(jwk), '', issuer.key.id]) {
    const signed = `${encode({ alg: 'HS256', kid: issuer.key.id, typ: 'JWT' })}.${claims}`;
    const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    assert.equal(await issuer.outcome(token), 'wrong: the token is not signed by a public-key algorithm');
  }
  for (const alg of ['none', 'None', 'NONE']) {
    for (const signature of ['', 'AAAA']) {
      const token = `${encode({ alg, typ: 'JWT' })}.${claims}.${signature}`;
      assert.equal(await issuer.outcome(token), 'wrong: the token is not signed by a public-key algorithm');
    }
  }
});

test('refuses a foreign issuer’s token without showing it to anybody [access.oauth.never-passed]', async () => {
  const own = await startScriptedIssuer();
  for (const iss of ['https://other.example.com', undefined, 5, null]) {
    assert.equal(await own.outcome(await own.jwt({ iss })), 'wrong: the token is of another issuer');
  }
  assert.equal(await own.outcome('cz_not-for-the-issuer'), 'wrong: the credential has not the form of a token');
  assert.equal(own.requests.length, 0);
});

test('tells an expired token apart only when it was good [access.oauth.jwt.expired]', async () => {
  const issuer = await startScriptedIssuer();
  const ended = Math.floor(Date.now() / 1000) - 1;
  assert.equal(await issuer.outcome(await issuer.jwt({ exp: ended })), 'expired: the token has expired');
  const foreign = await createSigningKey();
  const claims = { iss: issuer.url, sub: 'usr_1', aud: ORIGIN, exp: ended };
  assert.equal(await issuer.outcome(await foreign.sign(claims, { kid: issuer.key.id })), UNSIGNED);
});

test('refuses what has not the form of a token, and asks nobody [access.oauth.form]', async () => {
  const own = await startScriptedIssuer();
  for (const token of [
    '',
    ' ',
    'two words',
    'tab\there',
    'line\nbreak',
    'quote"',
    'comma,',
    'brace{}',
    'ünï',
    'a=b',
    '='.repeat(3),
    'x'.repeat(8193),
    '\u0000',
    '<b>',
  ]) {
    assert.equal(await own.outcome(token), 'wrong: the credential has not the form of a token', token.slice(0, 20));
  }
  assert.equal(own.requests.length, 0);
});

test('takes RSA and Edwards keys as well, and keys without id one after the other', async () => {
  for (const algorithm of ['RS256', 'EdDSA']) {
    const own = await startScriptedIssuer();
    const others = await Promise.all([createSigningKey(algorithm), createSigningKey(algorithm)]);
    own.keys = [own.key, ...others];
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: own.url, sub: 'usr_1', aud: ORIGIN, exp: now + 60 };
    for (const key of others) {
      assert.equal(await own.outcome(await key.sign(claims)), 'good');
      assert.equal(await own.outcome(await key.sign(claims, { kid: undefined })), 'good', algorithm);
    }
  }
});

test('refuses a signature by a key that the issuer publishes for something else [access.oauth.jwt.signature]', async () => {
  for (const change of [{ use: 'enc' }, { alg: 'ES384' }, { key_ops: ['sign'] }]) {
    const own = await startScriptedIssuer();
    own.keys = [{ ...own.key, jwk: { ...own.key.jwk, ...change } }];
    assert.equal(await own.outcome(await own.jwt()), UNSIGNED, JSON.stringify(change));
  }
});
