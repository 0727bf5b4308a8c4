import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVerdict, type TestHosts, withHosts } from '../../support/hosts.ts';
import { scratchFolder } from '../../support/scratch.ts';

const HERE = '203.0.113.7';
const THERE = '198.51.100.9';
const WRONG_ADDRESS = 'API key not allowed from this IP';
const CLOSED = 'Insecure host API access disabled';

const judge = ({ keys }: TestHosts, key: string, address = HERE): string => readVerdict(keys.judge(key, address));

test('rotation keeps the binding unless it is to be unbound [access.bind-ip.rotate]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    const first = await hosts.addHost('web-1');
    await hosts.keys.bind(first, HERE);
    const { key: second } = await holders.rotate('host', 'web-1', {});
    assert.deepEqual([judge(hosts, second), judge(hosts, second, THERE)], ['allowed', WRONG_ADDRESS]);
    const { key: third } = await holders.rotate('host', 'web-1', { unbind: true });
    assert.equal(judge(hosts, third, THERE), 'bind');
  });
});

test('one IPv4 address and one IPv6 network are bound, each at its first use [access.bind-ip.first]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('web-1');
    assert.equal(readVerdict(await hosts.keys.bind(key, `::ffff:${HERE}`)), 'allowed');
    assert.deepEqual(hosts.records.get('web-1')?.bound, { ipv4: HERE });
    assert.equal(judge(hosts, key), 'allowed');
    assert.equal(judge(hosts, key, '2001:db8:1:2::1'), 'bind');
    await hosts.keys.bind(key, '2001:db8:1:2::1%eth0');
    assert.equal(judge(hosts, key, '2001:db8:1:2:ffff::9'), 'allowed');
    for (const foreign of [THERE, '203.0.113.8', '2001:db8:1:3::1', '::1', '127.0.0.1', 'garbage', '203.0.113.7x']) {
      assert.equal(judge(hosts, key, foreign), WRONG_ADDRESS, foreign);
      assert.equal(readVerdict(await hosts.keys.bind(key, foreign)), WRONG_ADDRESS, foreign);
    }
    assert.deepEqual(hosts.records.get('web-1')?.bound, { ipv4: HERE, ipv6: '2001:db8:1:2::/64' });
  });
});

test('of parallel first calls one wins, and the binding is on file when it does [access.bind-ip.race]', async () => {
  const home = scratchFolder();
  const { key, winner } = await withHosts(
    async (hosts) => {
      const made = await hosts.addHost('web-1');
      const addresses = Array.from({ length: 20 }, (_, index) => `203.0.113.${index}`);
      const verdicts = await Promise.all(addresses.map((address) => hosts.keys.bind(made, address)));
      const read = verdicts.map(readVerdict);
      assert.equal(read.filter((verdict) => verdict === 'allowed').length, 1);
      assert.equal(read.filter((verdict) => verdict === WRONG_ADDRESS).length, 19);
      return { key: made, winner: addresses[read.indexOf('allowed')] ?? '' };
    },
    { home },
  );
  await withHosts(
    async (hosts) => {
      assert.equal(judge(hosts, key, winner), 'allowed');
      assert.equal(judge(hosts, key, THERE), WRONG_ADDRESS);
    },
    { home },
  );
});

test('a key that stops being good while it is bound is not bound [access.bind-ip.race]', async () => {
  await withHosts(async (hosts) => {
    const { holders } = hosts.operations;
    const first = await hosts.addHost('web-1');
    const [, verdict] = await Promise.all([holders.rotate('host', 'web-1', {}), hosts.keys.bind(first, HERE)]);
    assert.equal(readVerdict(verdict), 'unknown');
    assert.deepEqual(hosts.records.get('web-1')?.bound, {});
    const other = await hosts.addHost('web-2');
    const [, second] = await Promise.all([
      holders.change('host', 'web-2', { enabled: false }),
      hosts.keys.bind(other, HERE),
    ]);
    assert.equal(readVerdict(second), 'API key disabled');
    assert.deepEqual(hosts.records.get('web-2')?.bound, {});
    const third = await hosts.addHost('web-3');
    const [, gone] = await Promise.all([holders.remove('host', 'web-3', {}), hosts.keys.bind(third, HERE)]);
    assert.equal(readVerdict(gone), 'unknown');
    assert.equal(hosts.records.get('web-3'), undefined);
  });
});

test('a roaming key is bound anew wherever it comes from, and that is logged without the key [access.bind-ip.roaming]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('laptop', { roaming: true });
    for (const address of [HERE, THERE, HERE]) {
      assert.equal(judge(hosts, key, address), 'bind');
      assert.equal(readVerdict(await hosts.keys.bind(key, address)), 'allowed');
      assert.equal(judge(hosts, key, address), 'allowed');
    }
    const moves = hosts.lines.filter((line) => line.includes('bound to another address'));
    assert.deepEqual(
      moves.map((line) => /key=host:laptop from=(\S+) to=(\S+)/.exec(line)?.slice(1)),
      [
        [HERE, THERE],
        [THERE, HERE],
      ],
    );
    assert.ok(!hosts.lines.join('').includes(key.slice(3)));
    await hosts.operations.holders.change('host', 'laptop', { roaming: false });
    assert.deepEqual([judge(hosts, key), judge(hosts, key, THERE)], ['allowed', WRONG_ADDRESS]);
  });
});

test('a host that is closed or elsewhere is not bound [access.bind-ip.refused]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('lab', { insecure: true });
    await hosts.operations.holders.closeWindow('host', 'lab');
    assert.equal(readVerdict(await hosts.keys.bind(key, HERE)), CLOSED);
    assert.deepEqual(hosts.records.get('lab')?.bound, {});
  });
});

test('a key over the Unix socket counts as coming from this machine [access.bind-ip.socket]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('web-1');
    await hosts.keys.bind(key, '');
    assert.deepEqual(hosts.records.get('web-1')?.bound, { ipv4: '127.0.0.1' });
    const elsewhere = await hosts.addHost('web-2', { addresses: [HERE] });
    assert.equal(judge(hosts, elsewhere, ''), WRONG_ADDRESS);
  });
});
