import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError } from '../../../src/core/errors.ts';
import { withHosts } from '../../support/hosts.ts';

const isConflict = (error: unknown): boolean => error instanceof CodezError && error.code === 'conflict';

test('the owner reads and writes local and every shared space, and no space of a host [access.space.owner]', async () => {
  await withHosts(async (hosts) => {
    const { spaces } = hosts.operations;
    await hosts.addHost('web-1');
    const before = hosts.owners.owner();
    assert.deepEqual([...before.spaces.readable], ['local']);
    assert.equal(hosts.owners.owner(), before);
    await spaces.add('ops');
    await spaces.add('team');
    const { own, readable, writable } = hosts.owners.owner().spaces;
    assert.deepEqual(
      [own, [...readable], [...writable]],
      ['local', ['local', 'ops', 'team'], ['local', 'ops', 'team']],
    );
    assert.ok(hosts.owners.ownerAdmin().scopes.has('admin'));
    assert.ok(!hosts.owners.owner().scopes.has('admin'));
    await spaces.remove('team', {});
    assert.deepEqual([...hosts.owners.owner().spaces.readable], ['local', 'ops']);
  });
});

test('a space in use is removed only by force, which withdraws the rights and deletes the notes [access.space.remove]', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    await spaces.add('ops');
    await spaces.add('other');
    await hosts.addHost('web-1', { spaces: ['ops', 'other'] });
    await hosts.addHost('web-2', { spaces: ['ops:read'] });
    await hosts.putNote('ops', 'a');
    await hosts.putNote('opsx', 'b');
    await assert.rejects(spaces.remove('ops', {}), (error) => {
      assert.ok(isConflict(error));
      assert.match((error as Error).message, /host web-1, host web-2 may use it, and it holds 1 note$/);
      return true;
    });
    assert.equal(hosts.notes.size, 2);
    const done = await spaces.remove('ops', { force: true });
    assert.deepEqual([done.withdrawn, done.notesDeleted], [['host:web-1', 'host:web-2'], 1]);
    assert.deepEqual(holders.get('host', 'web-1').holder.shared, { other: 'write' });
    assert.deepEqual(holders.get('host', 'web-2').holder.shared, {});
    assert.deepEqual(
      [...hosts.notes.entries()].map(([key]) => key),
      ['opsx/b'],
    );
  });
});

test('a space with notes or holders alone is in use as well [access.space.remove]', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    await spaces.add('notes');
    await hosts.putNote('notes', 'a');
    await assert.rejects(spaces.remove('notes', {}), isConflict);
    await spaces.add('granted');
    await holders.add({ kind: 'user', name: 'ada', spaces: ['granted:read'] });
    await assert.rejects(spaces.remove('granted', {}), isConflict);
    await holders.remove('user', 'ada', {});
    await spaces.remove('granted', {});
  });
});

test('a space of a name that was granted before is granted to nobody [access.space.stale]', async () => {
  await withHosts(async (hosts) => {
    const { spaces } = hosts.operations;
    await spaces.add('ops');
    await hosts.addHost('web-1', { spaces: ['ops'] });
    // As if the process had been killed in the middle of removing it.
    await (await hosts.store.collection('spaces')).delete('ops');
    assert.deepEqual([...hosts.rights.of({ space: 'web-1', shared: { ops: 'write' } }).readable], ['web-1']);
    const { writers, readers } = await spaces.add('ops');
    assert.deepEqual([writers, readers], [[], []]);
    assert.deepEqual(hosts.records.get('web-1')?.shared, {});
  });
});

test('a grant that names a host or a user is no right to its space [access.space.foreign]', async () => {
  await withHosts(async (hosts) => {
    await hosts.addHost('web-2');
    await hosts.operations.holders.add({ kind: 'user', name: 'ada' });
    for (const name of ['web-2', 'ada', 'none', 'constructor', '__proto__']) {
      const shared = Object.fromEntries([[name, 'write' as const]]);
      const { readable, writable } = hosts.rights.of({ space: 'web-1', shared });
      assert.deepEqual([[...readable], [...writable]], [['web-1'], ['web-1']], name);
    }
  });
});

test('a list says who may use a space and how', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    for (const name of ['b', 'a']) await spaces.add(name);
    await hosts.addHost('web-1', { spaces: ['a', 'b:read'] });
    await holders.add({ kind: 'user', name: 'ada', spaces: ['a:read'] });
    await hosts.putNote('a', 'n');
    assert.deepEqual(
      spaces.list().map(({ space, writers, readers, notes }) => [space.name, writers, readers, notes]),
      [
        ['a', ['host:web-1'], ['user:ada'], 1],
        ['b', [], ['host:web-1'], 0],
      ],
    );
  });
});
