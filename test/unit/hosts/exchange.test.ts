import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeExchange } from '../../../src/app/store-exchange.ts';
import { CodezError } from '../../../src/core/errors.ts';
import { createMaintenance, type StoreUpkeep } from '../../../src/storage/create-maintenance.ts';
import type { ExportDocument } from '../../../src/storage/maintenance/export-format.ts';
import { readVerdict, type TestHosts, withHosts } from '../../support/hosts.ts';

const NEVER = new AbortController().signal;
const HERE = '203.0.113.7';

const upkeepOf = ({ store, names }: TestHosts): StoreUpkeep => createMaintenance(store, storeExchange(names));

async function exportOf(hosts: TestHosts): Promise<ExportDocument> {
  const { document } = await upkeepOf(hosts).export({}, NEVER);
  assert.ok(document);
  return document;
}

/** A data directory with hosts in every state, and their keys. */
async function fill(hosts: TestHosts): Promise<readonly string[]> {
  const { holders, spaces } = hosts.operations;
  await spaces.add('ops');
  const first = await hosts.addHost('web-1', { spaces: ['ops:read'], addresses: [HERE], maxMode: 'plan' });
  const { key: second } = await holders.rotate('host', 'web-1', { graceSeconds: 3600 });
  const lab = await hosts.addHost('lab', { insecure: true, roaming: true, filesAll: true, expiresInSeconds: 3600 });
  const subject = { issuer: 'https://auth.example.com', sub: 'usr_ada' };
  const { key: ada = '' } = await holders.add({ kind: 'user', name: 'ada', subjects: [subject] });
  return [first, second, lab, ada];
}

test('an export holds no key, no hash and no prefix; where it is imported nobody comes in by it [access.key.export]', async () => {
  const { document, keys } = await withHosts(async (hosts) => {
    const made = await fill(hosts);
    return { document: await exportOf(hosts), keys: made };
  });
  const text = JSON.stringify(document);
  for (const key of keys) assert.ok(!text.includes(key.slice(3, 11)), 'no prefix');
  assert.doesNotMatch(text, /sha256|former_key|"key":\{/);

  await withHosts(async (hosts) => {
    const done = await upkeepOf(hosts).import({ document, mode: 'newer', withRights: true }, NEVER);
    assert.equal(done.created, 4);
    for (const key of keys) assert.equal(hosts.keys.judge(key, HERE).outcome, 'unknown');
    const { holder } = hosts.operations.holders.get('host', 'web-1');
    assert.deepEqual([holder.key, holder.shared, holder.max_mode], [undefined, { ops: 'read' }, 'plan']);
    const { key } = await hosts.operations.holders.rotate('host', 'web-1', {});
    assert.equal(readVerdict(hosts.keys.judge(key, HERE)), 'allowed');
    assert.equal(
      hosts.people.users.find({ issuer: 'https://auth.example.com', sub: 'usr_ada' })?.principal.name,
      'ada',
    );
  });
});

test('an import keeps the keys that are on file, and twice is as once [access.key.export]', async () => {
  await withHosts(async (hosts) => {
    const [first = '', second = ''] = await fill(hosts);
    const document = await exportOf(hosts);
    await hosts.operations.holders.change('host', 'web-1', { enabled: false });
    const done = await upkeepOf(hosts).import({ document, mode: 'overwrite', withRights: true }, NEVER);
    assert.deepEqual([done.updated, done.unchanged], [1, 3]);
    for (const key of [first, second]) assert.equal(readVerdict(hosts.keys.judge(key, HERE)), 'allowed');
    assert.equal((await upkeepOf(hosts).import({ document, mode: 'overwrite' }, NEVER)).unchanged, 4);
  });
});

test('unless rights are taken an import links no token and widens nobody who can come in [access.key.import-rights]', async () => {
  const subject = { issuer: 'https://auth.example.com', sub: 'usr_ada' };
  const document = await withHosts(async (hosts) => {
    await fill(hosts);
    return await exportOf(hosts);
  });
  await withHosts(async (hosts) => {
    const done = await upkeepOf(hosts).import({ document, mode: 'newer' }, NEVER);
    assert.deepEqual([done.created, done.withheld], [4, 1]);
    assert.equal(hosts.people.users.find(subject), undefined);
  });
  await withHosts(async (hosts) => {
    const [first = ''] = await fill(hosts);
    await hosts.operations.holders.change('host', 'web-1', { enabled: false });
    for (const { key, value } of document.collections['hosts'] ?? []) {
      const shell = { scopes: ['sessions', 'approve'], files_all: true, bound: {}, created_at: 8e15, enabled: true };
      if (key === 'web-1') Object.assign(value as object, shell);
    }
    for (const mode of ['newer', 'overwrite'] as const) {
      const done = await upkeepOf(hosts).import({ document, mode }, NEVER);
      assert.equal(done.updated, 0);
      assert.ok((done.withheld ?? 0) >= 1);
      assert.equal(readVerdict(hosts.keys.judge(first, HERE)), 'API key disabled');
      const { holder } = hosts.operations.holders.get('host', 'web-1');
      assert.ok(!holder.scopes.includes('sessions'));
    }
    await upkeepOf(hosts).import({ document, mode: 'overwrite', withRights: true }, NEVER);
    assert.ok(hosts.operations.holders.get('host', 'web-1').holder.scopes.includes('sessions'));
  });
});

const GOOD = {
  kind: 'host',
  name: 'x',
  created_at: 1,
  enabled: true,
  scopes: ['memory'],
  space: 'x',
  shared: {},
  allow_roaming_ips: false,
  bound: {},
};
const SHA256 = '0'.repeat(64);
const FORGED: readonly (readonly [why: string, key: string, value: object])[] = [
  ['a key', 'x', { ...GOOD, key: { prefix: 'abcdefgh', sha256: SHA256 } }],
  ['a former key', 'x', { ...GOOD, former_key: { prefix: 'abcdefgh', sha256: SHA256, valid_until: 9e15 } }],
  ['another name than its key', 'x', { ...GOOD, name: 'y' }],
  ['a name that is none', '../x', { ...GOOD, name: '../x', space: '../x' }],
  ['a reserved name', 'local', { ...GOOD, name: 'local', space: 'local' }],
  ['the kind of a user', 'x', { ...GOOD, kind: 'user' }],
  ['the scope admin', 'x', { ...GOOD, scopes: ['admin'] }],
  ['no scopes', 'x', { ...GOOD, scopes: [] }],
  ['scopes that are text', 'x', { ...GOOD, scopes: 'memory' }],
  ["another host's space", 'x', { ...GOOD, space: 'y' }],
  ['a right that is none', 'x', { ...GOOD, shared: { ops: 'admin' } }],
  ["a right to the owner's space", 'x', { ...GOOD, shared: { local: 'write' } }],
  ['shared as a list', 'x', { ...GOOD, shared: ['ops'] }],
  ['a binding that is no address', 'x', { ...GOOD, bound: { ipv4: '0.0.0.0/0' } }],
  ['a binding of another kind', 'x', { ...GOOD, bound: { any: '203.0.113.7' } }],
  ['a window without end', 'x', { ...GOOD, window: { seconds: 1e9, open_until: 1 } }],
  ['a window of text', 'x', { ...GOOD, window: { seconds: '600', open_until: 1 } }],
  ['enabled as text', 'x', { ...GOOD, enabled: 'true' }],
  ['a mode that is none', 'x', { ...GOOD, max_mode: 'root' }],
  ['a time that is text', 'x', { ...GOOD, created_at: '2026-01-31' }],
  ['subjects without issuer', 'x', { ...GOOD, subjects: [{ sub: 'a' }] }],
  ['an unknown field', 'x', { ...GOOD, admin: true }],
];
for (const [why, key, value] of FORGED) {
  test(`a host with ${why} is not imported, nor is anything beside it [access.key.export]`, async () => {
    await withHosts(async (hosts) => {
      const document = await exportOf(hosts);
      document.collections['hosts'] = [
        { key: 'good', value: { ...GOOD, name: 'good', space: 'good' } },
        { key, value },
      ];
      await assert.rejects(upkeepOf(hosts).import({ document, mode: 'overwrite' }, NEVER), (error) => {
        assert.ok(error instanceof CodezError);
        assert.equal(error.code, 'invalid');
        assert.ok('collections.hosts[1]' in (error.fields ?? {}), JSON.stringify(error.fields));
        return true;
      });
      assert.equal(hosts.records.size, 0);
    });
  });
}

test('a host whose name something else has is not imported [access.name.shared]', async () => {
  await withHosts(async (hosts) => {
    await hosts.operations.spaces.add('X');
    const document = await exportOf(hosts);
    document.collections['hosts'] = [{ key: 'x', value: GOOD }];
    await assert.rejects(upkeepOf(hosts).import({ document, mode: 'overwrite' }, NEVER), /There is a space named X/);
  });
});
