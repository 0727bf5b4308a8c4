import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeClaims, judgeJwtClaims } from '../../../../src/access/oauth/claims.ts';

const NOW_SECONDS = 1_800_000_000;
const RULES = { issuer: 'https://auth.example.com', now: NOW_SECONDS * 1000 };
const GOOD = {
  iss: 'https://auth.example.com',
  sub: 'usr_1',
  aud: 'https://code.example.com',
  exp: NOW_SECONDS + 300,
  iat: NOW_SECONDS,
  scope: 'openid mcp:tools',
};

/** Returns what the claims of a good token become with these changes; undefined takes one away. */
function outcomeWith(change: Record<string, unknown>): string {
  const claims = Object.fromEntries(Object.entries({ ...GOOD, ...change }).filter(([, value]) => value !== undefined));
  const outcome = judgeJwtClaims({ header: {}, claims }, RULES);
  return 'refused' in outcome ? `${outcome.refused}: ${outcome.reason}` : 'good';
}

test('takes what a good JWT may say in other ways', () => {
  for (const change of [
    {},
    { iss: 'https://auth.example.com/' },
    { iss: 'https://AUTH.example.com:443' },
    { aud: undefined },
    { aud: [] },
    { aud: ['https://code.example.com', 'https://other.example.com'] },
    { iat: undefined },
    { iat: NOW_SECONDS + 10 },
    { nbf: NOW_SECONDS + 10 },
    { nbf: NOW_SECONDS - 1, iat: 1.5 },
    { exp: NOW_SECONDS + 0.001 },
    { exp: 9e15 },
    { scope: undefined, scp: 'mcp:tools' },
    { scope: undefined, scp: ['openid', 'mcp:tools'] },
    { scope: undefined },
    { typ: 'Bearer', token_use: 'access', token_type: 'Bearer' },
    { sub: 'a'.repeat(255) },
    { sub: 'auth0|Jörg Müller' },
    { email: 5, anything: { nested: true } },
  ]) {
    assert.equal(outcomeWith(change), 'good', JSON.stringify(change));
  }
});

test('refuses every JWT whose claims do not hold [access.oauth.jwt.claims]', () => {
  const table: readonly [Record<string, unknown>, string][] = [
    [{ iss: undefined }, 'wrong: the token names no issuer'],
    ...[
      'https://other.example.com',
      'http://auth.example.com',
      'https://auth.example.com.evil.test',
      'https://auth.example.com/realm',
      'https://auth.example.com//',
      'https://auth.example.com:444',
      '',
      'auth.example.com',
      null,
      7,
      ['https://auth.example.com'],
      { toString: 'https://auth.example.com' },
    ].map((iss): [Record<string, unknown>, string] => [{ iss }, 'wrong: the token is of another issuer']),
    ...[undefined, '', null, 42, true, ['usr_1'], { id: 1 }, 'a'.repeat(256), 'usr_1\n', 'usr\u0000', 'usr\u202e1'].map(
      (sub): [Record<string, unknown>, string] => [{ sub }, 'wrong: the token names nobody'],
    ),
    ...[7, true, {}, [7], ['https://code.example.com', null], Array(101).fill('https://code.example.com')].map(
      (aud): [Record<string, unknown>, string] => [{ aud }, 'wrong: the audience of the token cannot be read'],
    ),
    [{ exp: undefined }, 'wrong: the token has no end'],
    ...[null, '1900000000', true, {}, []].map((exp): [Record<string, unknown>, string] => [
      { exp },
      'wrong: a time of the token cannot be read',
    ]),
    ...[NOW_SECONDS, NOW_SECONDS - 1, 0, -1, -1e18].map((exp): [Record<string, unknown>, string] => [
      { exp },
      'expired: the token has expired',
    ]),
    [{ nbf: NOW_SECONDS + 11 }, 'wrong: the token is not yet good'],
    [{ nbf: '0' }, 'wrong: a time of the token cannot be read'],
    [{ iat: NOW_SECONDS + 11 }, 'wrong: the token was made in the future'],
    [{ iat: 'yesterday' }, 'wrong: a time of the token cannot be read'],
    ...[5, true, {}, [5], 'a '.repeat(101)].map((scope): [Record<string, unknown>, string] => [
      { scope },
      'wrong: the scopes of the token cannot be read',
    ]),
    [{ scope: undefined, scp: [null] }, 'wrong: the scopes of the token cannot be read'],
    [{ cnf: { jkt: 'abc' } }, 'wrong: the token is good only together with a key'],
    ...[
      { nonce: 'n' },
      { at_hash: 'h' },
      { c_hash: 'h' },
      { s_hash: 'h' },
      { events: {} },
      { typ: 'ID' },
      { typ: 'Refresh' },
      { typ: 7 },
      { token_use: 'id' },
      { token_type: 'refresh_token' },
      { token_type: 'DPoP' },
    ].map((change): [Record<string, unknown>, string] => [change, 'wrong: the token is no access token']),
  ];
  for (const [change, expected] of table) assert.equal(outcomeWith(change), expected, JSON.stringify(change));
});

test('takes an access token that says so for one, whatever else it carries', () => {
  const odd = { nonce: 'n', at_hash: 'h' };
  const judge = (header: Record<string, unknown>, change: Record<string, unknown>): boolean =>
    'refused' in judgeJwtClaims({ header, claims: { ...GOOD, ...odd, ...change } }, RULES);
  for (const [header, change] of [
    [{ typ: 'at+JWT' }, {}],
    [{ typ: 'application/at+jwt' }, {}],
    [{ typ: 'JWT' }, { typ: 'Bearer' }],
    [{}, { token_use: 'access' }],
  ] as const) {
    assert.equal(judge(header, change), false, JSON.stringify([header, change]));
  }
  for (const [header, change] of [
    [{}, {}],
    [{ typ: 'JWT' }, {}],
    [{ typ: 'at+jwt' }, { typ: 'ID' }],
    [{ typ: 'at+jwt' }, { token_use: 'id' }],
  ] as const) {
    assert.equal(judge(header, change), true, JSON.stringify([header, change]));
  }
});

test('reads subject, audiences, scopes and end of a good JWT', () => {
  assert.deepEqual(judgeJwtClaims({ header: {}, claims: GOOD }, RULES), {
    sub: 'usr_1',
    audiences: ['https://code.example.com'],
    scopes: new Set(['openid', 'mcp:tools']),
    expiresAt: RULES.now + 300_000,
  });
  const empty = judgeJwtClaims({ header: {}, claims: { ...GOOD, aud: null, scope: '' } }, RULES);
  assert.ok(!('refused' in empty));
  assert.deepEqual([empty.audiences, empty.scopes], [[], new Set()]);
});

test('lets an issuer leave its name and the end out of what it says of a token', () => {
  const { iss: _iss, exp: _exp, ...rest } = GOOD;
  const outcome = judgeClaims({ active: true, ...rest }, RULES);
  assert.ok(!('refused' in outcome));
  assert.equal(outcome.expiresAt, undefined);
});

test('has no prototype of a claim decide', () => {
  const claims = JSON.parse(JSON.stringify({ ...GOOD, sub: undefined }).replace('{', '{"__proto__":{"sub":"usr_1"},'));
  assert.deepEqual(judgeJwtClaims({ header: {}, claims }, RULES), {
    refused: 'wrong',
    reason: 'the token names nobody',
  });
});
