import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOfOwner } from '../../../src/people/owner-name.ts';

const ISSUER = 'https://auth.example.com';

test('names of owners are of one person each, whatever the subject holds', () => {
  const subs = ['a/b', 'a_b', 'a b', '../x', '\u202eabc', 'auth0|5f7c', 'x'.repeat(200), 'x'.repeat(201), '@', 'local'];
  const names = subs.map((sub) => nameOfOwner({ issuer: ISSUER, sub }));
  assert.equal(new Set(names).size, subs.length);
  for (const name of names) assert.match(name, /^[A-Za-z0-9._|+-]+@auth\.example\.com(~[0-9a-f]{8})?$/);
  assert.equal(names[5], 'auth0|5f7c@auth.example.com');
  const issuers = [ISSUER, `${ISSUER}/tenant`, 'http://auth.example.com', `${ISSUER}:8443`];
  assert.equal(new Set(issuers.map((issuer) => nameOfOwner({ issuer, sub: 'a' }))).size, issuers.length);
});
