import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJwt, whyHeaderRefused } from '../../../../src/access/oauth/parse-jwt.ts';

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

test('takes a signed JWT apart, and leaves every other token to the issuer', () => {
  const header = { alg: 'ES256', kid: 'k' };
  const claims = { iss: 'https://auth.example.com' };
  const token = `${encode(header)}.${encode(claims)}.c2ln`;
  assert.deepEqual(parseJwt(token), { header, claims });
  assert.deepEqual(parseJwt(`${encode({ alg: 'none' })}.${encode(claims)}.`)?.header, { alg: 'none' });
  assert.deepEqual(parseJwt(`${encode(header)}.${encode('no json')}.c2ln`)?.claims, {});
  assert.deepEqual(parseJwt(`${encode(header)}.${encode([claims])}.c2ln`)?.claims, {});
  for (const other of [
    '',
    'mat_0123456789',
    'a.b',
    'a.b.c',
    '..',
    `${encode(header)}.${encode(claims)}`,
    `${encode(header)}.e.i.c.t`,
    `${encode(['ES256'])}.${encode(claims)}.c2ln`,
    `${encode({ typ: 'JWT' })}.${encode(claims)}.c2ln`,
    `${encode({ alg: 5 })}.${encode(claims)}.c2ln`,
    `${encode('null')}.${encode(claims)}.c2ln`,
    `${encode(header)}=.${encode(claims)}.c2ln`,
    ` ${token}`,
  ]) {
    assert.equal(parseJwt(other), undefined, other);
  }
});

test('looks at signatures of public-key algorithms and access tokens only [access.oauth.jwt.header]', () => {
  for (const header of [
    { alg: 'ES256' },
    { alg: 'RS256', typ: 'JWT' },
    { alg: 'EdDSA', typ: 'at+jwt' },
    { alg: 'PS512', typ: 'application/at+JWT', jwk: {}, jku: 'https://evil.test', x5u: 'https://evil.test', x5c: [] },
  ]) {
    assert.equal(whyHeaderRefused(header), undefined, JSON.stringify(header));
  }
  const unsigned = 'the token is not signed by a public-key algorithm';
  const other = 'the token is of another type';
  const table: readonly [Record<string, unknown>, string][] = [
    ...[
      'none',
      'None',
      'NONE',
      'nOnE',
      '',
      'HS256',
      'HS384',
      'HS512',
      'A128KW',
      'RSA-OAEP',
      'dir',
      'es256',
      'ES256K',
    ].map((alg): [Record<string, unknown>, string] => [{ alg }, unsigned]),
    [{}, unsigned],
    [{ alg: ['ES256'] }, unsigned],
    [{ alg: 'ES256', crit: ['exp'] }, 'the token demands an extension that is not known here'],
    [{ alg: 'ES256', crit: ['b64'], b64: true }, 'the token demands an extension that is not known here'],
    [{ alg: 'ES256', crit: [] }, 'the token demands an extension that is not known here'],
    [{ alg: 'ES256', crit: null }, 'the token demands an extension that is not known here'],
    ...['logout+jwt', 'dpop+jwt', 'id_token+jwt', 'secevent+jwt', 'JOSE', '', null, 7, ['JWT']].map(
      (typ): [Record<string, unknown>, string] => [{ alg: 'ES256', typ }, other],
    ),
  ];
  for (const [header, reason] of table) assert.equal(whyHeaderRefused(header), reason, JSON.stringify(header));
});
