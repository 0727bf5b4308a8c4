import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalIn, readVerdict, type TestHosts, withHosts } from '../../support/hosts.ts';

const HERE = '203.0.113.7';
const THERE = '198.51.100.9';
const MINUTE = 60_000;
const WRONG_ADDRESS = 'API key not allowed from this IP';

const judge = ({ keys }: TestHosts, key: string, address = HERE): string => readVerdict(keys.judge(key, address));
const allowed = ({ keys, clock }: TestHosts, name: string): void =>
  keys.noteCall(`host:${name}`, { address: HERE, at: clock.now, isAllowed: true });
/** Waits until what was accepted before is on file. */
const settled = async ({ records }: TestHosts, name: string): Promise<void> =>
  await records.update(name, () => ({ action: 'keep', result: undefined }));

/** Returns the key with another character at `at`. */
function mistype(key: string, at: number): string {
  const other = key.at(at) === 'A' ? 'B' : 'A';
  const index = at < 0 ? key.length + at : at;
  return `${key.slice(0, index)}${other}${key.slice(index + 1)}`;
}

test('a right key is its host, a mistyped, cut, longer or made-up one is nobody [access.key.unknown]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('web-1');
    assert.equal(judge(hosts, key), 'bind');
    const { kind, name, user, spaces, scopes } = principalIn(hosts.keys.judge(key, HERE));
    assert.deepEqual([kind, name, user, spaces.own], ['host', 'web-1', 'local', 'web-1']);
    assert.deepEqual([...scopes], ['memory', 'resources', 'files']);
    const record = hosts.records.get('web-1');
    const wrong = [
      ...[0, 2, 3, 10, 11, 30, -2, -1].map((at) => mistype(key, at)),
      key.slice(0, -1),
      `${key}A`,
      key.toUpperCase(),
      ` ${key}`,
      key.slice(3),
      '',
      'cz_',
      `cz_${record?.key?.prefix}`,
      record?.key?.sha256 ?? '',
      `cz_${record?.key?.prefix}${'A'.repeat(35)}`,
    ];
    for (const each of wrong) assert.equal(judge(hosts, each), 'unknown', JSON.stringify(each));
  });
});

test('disabled and expired keys are refused by their names, removed and former ones are unknown [access.key.states]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    const key = await hosts.addHost('web-1', { expiresInSeconds: 60 });
    await holders.change('host', 'web-1', { enabled: false });
    assert.equal(judge(hosts, key), 'API key disabled');
    await holders.change('host', 'web-1', { enabled: true });
    assert.equal(judge(hosts, key), 'bind');
    hosts.clock.pass(59_999);
    assert.equal(judge(hosts, key), 'bind');
    hosts.clock.pass(1);
    assert.equal(judge(hosts, key), 'API key expired');
    await holders.change('host', 'web-1', { expiresInSeconds: null });
    assert.equal(judge(hosts, key), 'bind');
    const { key: second } = await holders.rotate('host', 'web-1', {});
    assert.equal(judge(hosts, key), 'unknown');
    assert.equal(judge(hosts, second), 'bind');
    await holders.remove('host', 'web-1', {});
    assert.equal(judge(hosts, second), 'unknown');
    const again = await hosts.addHost('web-1');
    assert.equal(judge(hosts, second), 'unknown');
    assert.equal(judge(hosts, again), 'bind');
  });
});

test('with a grace both keys are good until it ends, and a second rotation ends the first key [access.key.rotate]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    const first = await hosts.addHost('web-1');
    const { key: second } = await holders.rotate('host', 'web-1', { graceSeconds: 60 });
    assert.deepEqual([judge(hosts, first), judge(hosts, second)], ['bind', 'bind']);
    await hosts.keys.bind(first, HERE);
    assert.deepEqual([judge(hosts, first, THERE), judge(hosts, second, THERE)], [WRONG_ADDRESS, WRONG_ADDRESS]);
    hosts.clock.pass(MINUTE - 1);
    assert.equal(judge(hosts, first), 'allowed');
    hosts.clock.pass(1);
    assert.deepEqual([judge(hosts, first), judge(hosts, second)], ['unknown', 'allowed']);
    const { key: third } = await holders.rotate('host', 'web-1', { graceSeconds: 60 });
    const { key: fourth } = await holders.rotate('host', 'web-1', { graceSeconds: 60 });
    const all = [first, second, third, fourth].map((key) => judge(hosts, key));
    assert.deepEqual(all, ['unknown', 'unknown', 'allowed', 'allowed']);
  });
});

test('calls, refusals and addresses are counted, each list bounded, apart from the record [access.key.last-use]', async () => {
  await withHosts(async (hosts) => {
    await hosts.addHost('web-1');
    const record = hosts.records.get('web-1');
    for (let call = 0; call < 30; call++) {
      const address = `203.0.113.${call}`;
      hosts.keys.noteCall('host:web-1', { address, at: hosts.clock.now + call, isAllowed: call % 3 !== 0 });
    }
    const { activity } = hosts.operations.holders.get('host', 'web-1');
    assert.deepEqual([activity.calls, activity.refused], [20, 10]);
    assert.equal(activity.last_used_at, hosts.clock.now + 29);
    assert.equal(activity.addresses.length, 8);
    assert.equal(activity.addresses.at(-1)?.address, '203.0.113.29');
    assert.equal(activity.refused_from.length, 8);
    assert.equal(activity.refused_from.at(-1)?.address, '203.0.113.27');
    assert.equal(hosts.records.get('web-1'), record);
  });
});

test('a principal is the same object until what it may do changes [access.key.cached]', async () => {
  await withHosts(async (hosts) => {
    const { holders, spaces } = hosts.operations;
    await spaces.add('ops');
    const key = await hosts.addHost('web-1', { spaces: ['ops:read'], insecure: true });
    const principal = (): ReturnType<typeof principalIn> => principalIn(hosts.keys.judge(key, HERE));
    const first = principal();
    await hosts.keys.bind(key, HERE);
    hosts.clock.pass(25 * MINUTE);
    allowed(hosts, 'web-1');
    await settled(hosts, 'web-1');
    assert.equal(principal(), first);
    assert.deepEqual([...first.spaces.readable], ['web-1', 'ops']);
    assert.deepEqual([...first.spaces.writable], ['web-1']);
    await holders.change('host', 'web-1', { spaces: ['ops'], maxMode: 'plan' });
    assert.deepEqual([...principal().spaces.writable], ['web-1', 'ops']);
    assert.equal(principal().maxMode, 'plan');
    await spaces.remove('ops', { force: true });
    assert.deepEqual([...principal().spaces.readable], ['web-1']);
  });
});
