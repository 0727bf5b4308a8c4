import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { checkHolderName } from '../../../src/hosts/holder-name.ts';
import { checkScopes, toScopeSet } from '../../../src/hosts/key-scopes.ts';
import { parseSpaceGrant, renderGrants, toGrants } from '../../../src/hosts/space-grant.ts';

const isInvalid = (error: unknown): boolean => error instanceof CodezError && error.code === 'invalid';

for (const name of ['a', 'web-1', 'Web-1', 'db.example', 'a_b', '9', 'x'.repeat(64), 'ops2']) {
  test(`${name} is a name [access.name.form]`, () => assert.equal(checkHolderName(name, 'host'), name));
}

const NO_NAMES = [
  '',
  ' ',
  '-web',
  'web-',
  '.hidden',
  '..',
  'a/b',
  'a\\b',
  'a b',
  'a:read',
  'a\n',
  'a\u0000',
  'x'.repeat(65),
  '<b>',
  'a&b',
  'caf\u00e9',
  'w\u0435b',
  '\u202eweb',
  '__proto__',
  '$(id)',
  '`id`',
  "a'b",
  '--yes',
  'a%2fb',
];
for (const name of NO_NAMES) {
  test(`${JSON.stringify(name)} is no name [access.name.form]`, () => {
    assert.throws(() => checkHolderName(name, 'host'), isInvalid);
  });
}
for (const name of ['local', 'LOCAL', 'Owner', 'user', 'host', 'admin', 'codez', 'all', 'anonymous', 'claude-hooks']) {
  test(`${name} is reserved [access.name.reserved]`, () => {
    for (const kind of ['host', 'user', 'space'] as const) assert.throws(() => checkHolderName(name, kind), isInvalid);
  });
}

test('scopes are kept once each, in one order [access.scope.key]', () => {
  assert.deepEqual(checkScopes(['files', 'memory', 'files']), ['memory', 'files']);
});
for (const words of [
  [],
  [''],
  ['admin'],
  ['hook'],
  ['memory', 'admin'],
  ['Memory'],
  ['memory '],
  ['*'],
  ['mcp:tools'],
]) {
  test(`${JSON.stringify(words)} are no scopes of a key [access.scope.no-admin-key]`, () => {
    assert.throws(() => checkScopes(words), isInvalid);
  });
}
test('whatever a record says, nobody has admin by a key [access.scope.no-admin-key]', () => {
  assert.deepEqual([...toScopeSet(['admin', 'hook', 'memory'])], ['memory']);
});

test('ops grants reading and writing, ops:read reading alone [access.space.grants]', () => {
  assert.deepEqual(parseSpaceGrant('ops'), { space: 'ops', access: 'write' });
  assert.deepEqual(parseSpaceGrant('ops:write'), { space: 'ops', access: 'write' });
  assert.deepEqual(toGrants(['ops', 'team:read']), { ops: 'write', team: 'read' });
  assert.deepEqual(renderGrants({ team: 'read', ops: 'write' }), ['ops', 'team:read']);
});
for (const text of [
  '',
  ':read',
  'ops:',
  'ops:admin',
  'ops:read:read',
  'ops:READ',
  'local',
  'local:read',
  'a b',
  '../x',
]) {
  test(`${JSON.stringify(text)} grants nothing [access.space.grants]`, () => {
    assert.throws(() => parseSpaceGrant(text), isInvalid);
  });
}
test('a space is granted once', () => assert.throws(() => toGrants(['ops', 'ops:read']), isInvalid));
