import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { principalIn, readVerdict, withHosts } from '../../support/hosts.ts';

const ADA = { issuer: 'https://auth.example.com', sub: 'usr_ada' };
const BOB = { issuer: 'https://auth.example.com', sub: 'usr_bob' };

test('a user comes by key with a space of their own, memory and resources [access.user.key]', async () => {
  await withHosts(async ({ operations, keys }) => {
    const { key = '' } = await operations.holders.add({ kind: 'user', name: 'ada' });
    const { kind, name, user, spaces, scopes, isRemote } = principalIn(keys.judge(key, '203.0.113.7'));
    assert.deepEqual([kind, name, user, spaces.own, isRemote], ['user', 'ada', 'ada', 'ada', undefined]);
    assert.deepEqual([...scopes], ['memory', 'resources']);
  });
});

test('a linked person acts for the user, and nobody else does [access.user.link]', async () => {
  await withHosts(async ({ operations, people: { users } }) => {
    assert.equal(users.hasAny, false);
    const added = await operations.holders.add({ kind: 'user', name: 'ada', subjects: [ADA], withKey: false });
    assert.equal(added.key, undefined);
    assert.equal(users.hasAny, true);
    const found = users.find(ADA);
    assert.deepEqual([found?.principal.name, found?.principal.isRemote], ['ada', true]);
    assert.equal(found?.acceptsUnboundTokens, false);
    assert.equal(users.find(ADA)?.principal, found?.principal);
    for (const other of [
      BOB,
      { ...ADA, issuer: 'https://auth.example.org' },
      { ...ADA, issuer: 'https://auth.example.com/' },
      { ...ADA, sub: 'USR_ADA' },
      { ...ADA, sub: '' },
      { issuer: '', sub: 'https://auth.example.com usr_ada' },
    ]) {
      assert.equal(users.find(other), undefined, JSON.stringify(other));
    }
  });
});

test('a person is linked to one user at a time, until unlinked or the user is removed [access.user.link]', async () => {
  await withHosts(async ({ operations: { holders }, people: { users } }) => {
    await holders.add({ kind: 'user', name: 'ada', subjects: [ADA] });
    const isConflict = (error: unknown): boolean => error instanceof CodezError && error.code === 'conflict';
    await assert.rejects(holders.add({ kind: 'user', name: 'bob', subjects: [ADA] }), isConflict);
    await holders.add({ kind: 'user', name: 'bob' });
    await assert.rejects(holders.change('user', 'bob', { link: [ADA] }), isConflict);
    await holders.change('user', 'ada', { link: [BOB], unlink: [ADA.sub], acceptsUnboundTokens: true });
    assert.equal(users.find(ADA), undefined);
    assert.equal(users.find(BOB)?.acceptsUnboundTokens, true);
    await assert.rejects(holders.change('user', 'ada', { unlink: [ADA.sub] }), (error) => {
      return error instanceof CodezError && error.code === 'not_found';
    });
    await holders.remove('user', 'ada', {});
    assert.equal(users.find(BOB), undefined);
    assert.equal(users.hasAny, false);
  });
});

test('a disabled or expired user is refused by token too [access.user.states]', async () => {
  await withHosts(async ({ operations: { holders }, people: { users }, clock }) => {
    await holders.add({ kind: 'user', name: 'ada', subjects: [ADA], expiresInSeconds: 60 });
    const isForbidden = (error: unknown): boolean => error instanceof CodezError && error.code === 'forbidden';
    await holders.change('user', 'ada', { enabled: false });
    assert.throws(() => users.find(ADA), isForbidden);
    await holders.change('user', 'ada', { enabled: true });
    assert.equal(users.find(ADA)?.principal.name, 'ada');
    clock.pass(60_000);
    assert.throws(() => users.find(ADA), isForbidden);
  });
});

test('the key of a user is bound, unbound and let roam by the owner [access.bind-ip.owner]', async () => {
  await withHosts(async ({ operations: { holders }, keys }) => {
    const { key = '' } = await holders.add({ kind: 'user', name: 'ada', addresses: ['203.0.113.7'] });
    const from = (address: string): string => readVerdict(keys.judge(key, address));
    assert.equal(from('203.0.113.8'), 'API key not allowed from this IP');
    await holders.change('user', 'ada', { addresses: ['203.0.113.8', '2001:db8::1'] });
    assert.deepEqual([from('203.0.113.8'), from('2001:db8::2')], ['allowed', 'allowed']);
    assert.equal(from('203.0.113.7'), 'API key not allowed from this IP');
    await holders.change('user', 'ada', { unbind: true, addresses: ['203.0.113.9'] });
    assert.deepEqual([from('203.0.113.9'), from('2001:db9::1')], ['allowed', 'bind']);
    assert.equal(from('203.0.113.8'), 'API key not allowed from this IP');
    await assert.rejects(holders.change('user', 'ada', { addresses: ['1.2.3.4', '1.2.3.5'] }), CodezError);
    await holders.change('user', 'ada', { roaming: true });
    assert.equal(from('203.0.113.8'), 'bind');
  });
});
