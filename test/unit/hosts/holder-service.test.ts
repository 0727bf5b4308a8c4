import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodezError, type ErrorCode } from '../../../src/core/errors.ts';
import type { NewHolder } from '../../../src/hosts/holder-service.ts';
import { type TestHosts, withHosts } from '../../support/hosts.ts';

const refused =
  (code: ErrorCode, words?: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof CodezError, String(error));
    assert.equal(error.code, code);
    if (words !== undefined) assert.match(`${error.message} ${error.hint}`, words);
    return true;
  };

const add = ({ operations }: TestHosts, more: Partial<NewHolder> & { readonly name: string }) =>
  operations.holders.add({ kind: 'host', ...more });

test('a host has memory, resources and files, a space of its own, and nothing else unless said otherwise [access.scope.key, access.space.own]', async () => {
  await withHosts(async (hosts) => {
    const { holder } = await add(hosts, { name: 'web-1' });
    assert.deepEqual(holder.scopes, ['memory', 'resources', 'files']);
    assert.deepEqual([holder.space, holder.shared, holder.bound, holder.window], ['web-1', {}, {}, undefined]);
    assert.deepEqual([holder.enabled, holder.allow_roaming_ips], [true, false]);
    assert.ok(!('files_all' in holder) && !('max_mode' in holder) && !('expires_at' in holder));
  });
});

test('a key is in what adding it returns, and nowhere on file or in what is shown later [access.key.once]', async () => {
  await withHosts(async (hosts) => {
    const { key = '' } = await add(hosts, { name: 'web-1' });
    const { key: second } = await hosts.operations.holders.rotate('host', 'web-1', { graceSeconds: 60 });
    const { holders } = hosts.operations;
    const shown = JSON.stringify([holders.list('host'), holders.get('host', 'web-1'), ...hosts.records.entries()]);
    for (const secret of [key, second]) assert.ok(!shown.includes(secret.slice(11)), 'nothing but its prefix');
    assert.ok(!hosts.lines.join('').includes(key.slice(3)));
  });
});

const NEVER: readonly (readonly [why: string, holder: Partial<NewHolder>, code: ErrorCode])[] = [
  ['a name that is none', { name: '../x' }, 'invalid'],
  ['a reserved name', { name: 'local' }, 'invalid'],
  ['a scope that is none', { scopes: ['everything'] }, 'invalid'],
  ['the scope admin', { scopes: ['memory', 'admin'] }, 'invalid'],
  ['no scope', { scopes: [] }, 'invalid'],
  ['a space that does not exist', { spaces: ['nowhere'] }, 'not_found'],
  ['the space of a host', { spaces: ['taken'] }, 'not_found'],
  ["the owner's space", { spaces: ['local'] }, 'invalid'],
  ['a right that is none', { spaces: ['ops:own'] }, 'invalid'],
  ['an address that is none', { addresses: ['example.com'] }, 'invalid'],
  ['a network', { addresses: ['10.0.0.0/8'] }, 'invalid'],
  ['two IPv4 addresses', { addresses: ['1.2.3.4', '1.2.3.5'] }, 'invalid'],
  ['a window without --insecure', { windowSeconds: 600 }, 'invalid'],
  ['a window of 59 s', { insecure: true, windowSeconds: 59 }, 'invalid'],
  ['a window of 8 h and 1 s', { insecure: true, windowSeconds: 28_801 }, 'invalid'],
  ['half a second', { insecure: true, windowSeconds: 60.5 }, 'invalid'],
];
for (const [why, holder, code] of NEVER) {
  test(`no host is added with ${why}, and its name stays free [access.key.add-refused]`, async () => {
    await withHosts(async (hosts) => {
      await hosts.operations.spaces.add('ops');
      await add(hosts, { name: 'taken' });
      await assert.rejects(add(hosts, { name: 'web-1', ...holder }), refused(code));
      assert.equal(hosts.records.size, 1);
      await add(hosts, { name: 'web-1' });
    });
  });
}

test('hosts, users and spaces share one set of names, whatever the letter case, even at the same moment [access.name.shared]', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    await add(hosts, { name: 'web-1' });
    await spaces.add('Ops');
    await holders.add({ kind: 'user', name: 'ada' });
    for (const name of ['web-1', 'WEB-1', 'ops', 'Ops', 'ada', 'ADA']) {
      for (const make of [
        () => add(hosts, { name }),
        () => holders.add({ kind: 'user', name }),
        () => spaces.add(name),
      ]) {
        await assert.rejects(make(), refused('conflict', /There is a (host|space|user) named/));
      }
    }
    const race = await Promise.allSettled([
      add(hosts, { name: 'new' }),
      spaces.add('NEW'),
      holders.add({ kind: 'user', name: 'New' }),
    ]);
    assert.deepEqual(
      race.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    await holders.remove('host', 'new', {});
    await spaces.add('new');
  });
});

test('what is not there is not found by any verb', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    await hosts.operations.holders.add({ kind: 'user', name: 'ada' });
    for (const name of ['none', 'ada', '', '__proto__', 'constructor']) {
      const calls: (() => Promise<unknown>)[] = [
        async () => holders.get('host', name),
        () => holders.rotate('host', name, {}),
        () => holders.change('host', name, { enabled: false }),
        () => holders.openWindow('host', name, undefined),
        () => holders.closeWindow('host', name),
        () => holders.bind('host', name, '1.2.3.4'),
        () => holders.unbind('host', name),
        () => holders.remove('host', name, {}),
        () => spaces.remove(name, {}),
      ];
      for (const call of calls) await assert.rejects(call(), refused('not_found'), name);
    }
  });
});

test('windows are for insecure hosts, 1 minute to 8 hours [access.window.bounds]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    await add(hosts, { name: 'web-1' });
    await assert.rejects(holders.openWindow('host', 'web-1', undefined), refused('conflict', /not insecure/));
    await assert.rejects(holders.closeWindow('host', 'web-1'), refused('conflict'));
    await holders.change('host', 'web-1', { insecure: true });
    for (const seconds of [0, 59, 28_801, -1, 1e9, Number.NaN]) {
      await assert.rejects(holders.openWindow('host', 'web-1', seconds), refused('invalid'), `${seconds}`);
      await assert.rejects(holders.change('host', 'web-1', { windowSeconds: seconds }), refused('invalid'));
    }
    const { window } = await holders.change('host', 'web-1', { windowSeconds: 28_800 });
    assert.equal(window?.seconds, 28_800);
    assert.equal((await holders.change('host', 'web-1', { insecure: false })).window, undefined);
    await assert.rejects(holders.change('host', 'web-1', { windowSeconds: 60 }), refused('invalid'));
  });
});

test('a binding is set and taken away by the owner; what is no address is refused [access.bind-ip.owner]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    await add(hosts, { name: 'web-1', addresses: ['203.0.113.7'] });
    await holders.bind('host', 'web-1', '2001:db8:1:2::9');
    const both = await holders.bind('host', 'web-1', '::ffff:203.0.113.8');
    assert.deepEqual(both.holder.bound, { ipv4: '203.0.113.8', ipv6: '2001:db8:1:2::/64' });
    for (const address of ['', 'web-1', '203.0.113', '203.0.113.0/24']) {
      await assert.rejects(holders.bind('host', 'web-1', address), refused('invalid'), address);
    }
    assert.deepEqual((await holders.unbind('host', 'web-1')).holder.bound, {});
  });
});

test('two changes at the same moment are both made [access.key.update]', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    await spaces.add('ops');
    await add(hosts, { name: 'web-1' });
    await Promise.all([
      holders.change('host', 'web-1', { enabled: false }),
      holders.change('host', 'web-1', { spaces: ['ops:read'] }),
      holders.bind('host', 'web-1', '1.2.3.4'),
      holders.change('host', 'web-1', { filesAll: true, maxMode: 'plan' }),
    ]);
    const { holder } = holders.get('host', 'web-1');
    assert.deepEqual(
      [holder.enabled, holder.shared, holder.bound, holder.files_all, holder.max_mode],
      [false, { ops: 'read' }, { ipv4: '1.2.3.4' }, true, 'plan'],
    );
    await holders.change('host', 'web-1', { maxMode: null, filesAll: false, leave: ['ops'] });
    const after = holders.get('host', 'web-1').holder;
    assert.deepEqual(after.shared, {});
    assert.ok(!('max_mode' in after) && !('files_all' in after));
    await assert.rejects(holders.change('host', 'web-1', { leave: ['ops'] }), refused('not_found'));
  });
});

test('a removed host leaves its notes on file unless they are to go [access.key.remove-notes]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    await add(hosts, { name: 'web-1' });
    await hosts.putNote('web-1', 'a');
    await hosts.putNote('web-10', 'b');
    const kept = await holders.remove('host', 'web-1', {});
    assert.deepEqual([kept.notesKept, kept.notesDeleted, hosts.notes.size], [1, 0, 2]);
    assert.equal((await add(hosts, { name: 'web-1' })).notes, 1);
    const gone = await holders.remove('host', 'web-1', { deleteNotes: true });
    assert.deepEqual([gone.notesKept, gone.notesDeleted, hosts.notes.size], [0, 1, 1]);
  });
});

test("a client of the owner's own works in the owner's spaces, and leaves their notes alone when it is removed [access.space.owner]", async () => {
  await withHosts(async (hosts) => {
    await hosts.operations.spaces.add('ops');
    await hosts.putNote('local', 'mine');
    await add(hosts, { name: 'desk', isOwners: true });
    const principal = hosts.rights.of({ space: 'local', shared: {} });
    assert.deepEqual([principal.own, [...principal.writable]], ['local', ['local', 'ops']]);
    await hosts.operations.holders.remove('host', 'desk', { deleteNotes: true });
    assert.equal(hosts.notes.size, 1);
  });
});
