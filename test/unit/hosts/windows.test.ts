import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movableClock, readVerdict, type TestHosts, withHosts } from '../../support/hosts.ts';
import { scratchFolder } from '../../support/scratch.ts';

const HERE = '203.0.113.7';
const THERE = '198.51.100.9';
const MINUTE = 60_000;
const CLOSED = 'Insecure host API access disabled';

const judge = ({ keys }: TestHosts, key: string, address = HERE): string => readVerdict(keys.judge(key, address));
const allowed = ({ keys, clock }: TestHosts, name: string): void =>
  keys.noteCall(`host:${name}`, { address: HERE, at: clock.now, isAllowed: true });
/** Waits until what was accepted before is on file. */
const settled = async ({ records }: TestHosts, name: string): Promise<void> =>
  await records.update(name, () => ({ action: 'keep', result: undefined }));

test('an insecure host is let in for 30 minutes, and each allowed call keeps that open [access.window.first, access.window.extend]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('lab', { insecure: true, windowSeconds: 60 });
    hosts.clock.pass(30 * MINUTE - 1);
    assert.equal(judge(hosts, key), 'bind');
    hosts.clock.pass(1);
    assert.equal(judge(hosts, key), CLOSED);
    await hosts.operations.holders.openWindow('host', 'lab', 60);
    for (let minute = 0; minute < 5; minute++) {
      hosts.clock.pass(MINUTE - 1);
      assert.equal(judge(hosts, key), 'bind');
      allowed(hosts, 'lab');
    }
    hosts.clock.pass(MINUTE + 1000);
    assert.equal(judge(hosts, key), CLOSED);
  });
});

test('a refused call extends nothing, nor does a wrong key or a call of another host [access.window.refused]', async () => {
  await withHosts(async (hosts) => {
    await hosts.addHost('lab', { insecure: true, windowSeconds: 60, addresses: [HERE] });
    await hosts.addHost('other');
    const until = hosts.records.get('lab')?.window?.open_until;
    hosts.clock.pass(30 * MINUTE - 10);
    hosts.keys.noteCall('host:lab', { address: THERE, at: hosts.clock.now, isAllowed: false });
    allowed(hosts, 'other');
    allowed(hosts, 'none');
    hosts.keys.noteCall('user:lab', { address: HERE, at: hosts.clock.now, isAllowed: true });
    await settled(hosts, 'lab');
    assert.equal(hosts.records.get('lab')?.window?.open_until, until);
    hosts.clock.pass(10);
    // Whoever is refused because it is closed does not open it.
    for (let call = 0; call < 3; call++) {
      hosts.keys.noteCall('host:lab', { address: HERE, at: hosts.clock.now, isAllowed: false });
    }
    await settled(hosts, 'lab');
    assert.equal(hosts.records.get('lab')?.window?.open_until, until);
  });
});

test('fifty calls at the very edge are all let in, and move the window once [access.window.edge, access.window.cheap]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('lab', { insecure: true, windowSeconds: 60, addresses: [HERE] });
    hosts.clock.pass(30 * MINUTE - 1);
    let writes = 0;
    hosts.records.subscribe(() => writes++);
    for (let call = 0; call < 50; call++) {
      assert.equal(judge(hosts, key), 'allowed');
      allowed(hosts, 'lab');
    }
    // The next one comes before the first is on file.
    hosts.clock.pass(1);
    assert.equal(judge(hosts, key), 'allowed');
    await settled(hosts, 'lab');
    assert.equal(writes, 1);
    for (let second = 0; second < 10; second++) {
      for (let call = 0; call < 50; call++) allowed(hosts, 'lab');
      await settled(hosts, 'lab');
      hosts.clock.pass(1000);
    }
    assert.ok(writes <= 11, `${writes} writes in 10 s of calls`);
  });
});

test('closing wins against calls that end meanwhile, opening against nothing [access.window.closed-stays]', async () => {
  await withHosts(async (hosts) => {
    const key = await hosts.addHost('lab', { insecure: true, windowSeconds: 600, addresses: [HERE] });
    hosts.clock.pass(25 * MINUTE);
    const { holders } = hosts.operations;
    allowed(hosts, 'lab');
    const closing = holders.closeWindow('host', 'lab');
    allowed(hosts, 'lab');
    await closing;
    assert.equal(judge(hosts, key), CLOSED);
    hosts.clock.pass(1500);
    allowed(hosts, 'lab');
    await settled(hosts, 'lab');
    assert.equal(judge(hosts, key), CLOSED);
    assert.equal(hosts.records.get('lab')?.window?.open_until, 0);
    allowed(hosts, 'lab');
    const [status] = await Promise.all([holders.openWindow('host', 'lab', 7200), allowed(hosts, 'lab')]);
    assert.ok((status.window?.openUntil ?? 0) >= hosts.clock.now + 7_200_000);
    assert.equal(judge(hosts, key), 'allowed');
  });
});

test('windows survive restarts, moved ones too [access.window.restart]', async () => {
  const home = scratchFolder();
  const clock = movableClock();
  const key = await withHosts(
    async (hosts) => {
      const made = await hosts.addHost('lab', { insecure: true, windowSeconds: 3600, addresses: [HERE] });
      hosts.clock.pass(29 * MINUTE);
      allowed(hosts, 'lab');
      return made;
    },
    { home, clock },
  );
  clock.pass(59 * MINUTE);
  await withHosts(async (hosts) => assert.equal(judge(hosts, key), 'allowed'), { home, clock });
  clock.pass(2 * MINUTE);
  await withHosts(async (hosts) => assert.equal(judge(hosts, key), CLOSED), { home, clock });
});

test('a clock that jumps ahead closes the window, one that is set back does not hold it open [access.window.clock]', async () => {
  await withHosts(async (hosts) => {
    const { clock } = hosts;
    const key = await hosts.addHost('lab', { insecure: true, windowSeconds: 600, addresses: [HERE] });
    clock.now -= 86_400_000;
    assert.equal(judge(hosts, key), 'allowed');
    clock.pass(29 * MINUTE);
    assert.equal(judge(hosts, key), 'allowed');
    clock.pass(MINUTE);
    assert.equal(judge(hosts, key), CLOSED);
    // A change of something else does not open it, its owner does.
    await hosts.operations.holders.change('host', 'lab', { roaming: true });
    assert.equal(judge(hosts, key), CLOSED);
    await hosts.operations.holders.openWindow('host', 'lab', undefined);
    clock.pass(29 * MINUTE);
    assert.equal(judge(hosts, key), 'allowed');
    clock.now += 365 * 86_400_000;
    assert.equal(judge(hosts, key), CLOSED);
  });
});

test('after the clock was set back calls keep the window open as ever [access.window.clock]', async () => {
  await withHosts(async (hosts) => {
    const { clock } = hosts;
    const key = await hosts.addHost('lab', { insecure: true, windowSeconds: 600, addresses: [HERE] });
    clock.now -= 3_600_000;
    for (let call = 0; call < 20; call++) {
      clock.pass(9 * MINUTE);
      assert.equal(judge(hosts, key), 'allowed', `call ${call}`);
      allowed(hosts, 'lab');
      await settled(hosts, 'lab');
    }
    clock.pass(31 * MINUTE);
    assert.equal(judge(hosts, key), CLOSED);
  });
});
