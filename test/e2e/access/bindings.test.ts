import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { manage, type PrintedHost, pingAs } from '../../support/host-caller.ts';
import { startServer, type TestServer } from '../../support/server.ts';

// Loopback has 127.0.0.0/8: each test comes from addresses of it as from machines of their own.
const FOREIGN = '403 API key not allowed from this IP';

let server: TestServer;
before(async () => {
  server = await startServer({ args: ['--rate-limit', 'off'] });
});
after(async () => {
  await server.stop();
});

const add = (...args: string[]): Promise<PrintedHost> => manage(server, 'host', 'add', ...args);
const from = (key: string, address: string, headers = {}): Promise<string> =>
  pingAs(server, key, { from: address, headers });

test('a key belongs to the first address it comes from; every other one is refused [access.bind-ip.first, access.bind-ip.foreign, seed2.ip-binding]', async () => {
  const { key } = await add('first-1');
  assert.equal(await from(key, '127.0.0.2'), '200');
  for (const address of ['127.0.0.1', '127.0.0.3', '127.0.0.20', '127.1.0.2']) {
    assert.equal(await from(key, address), FOREIGN, address);
  }
  assert.equal(await from(key, '127.0.0.2'), '200');
  const { bound } = await manage(server, 'host', 'show', 'first-1');
  assert.deepEqual(bound, { ipv4: '127.0.0.2' });
});

test('no header says where a key comes from [access.bind-ip.foreign]', async () => {
  const { key } = await add('forged-1', '--address', '127.0.0.2');
  for (const name of [
    'x-forwarded-for',
    'forwarded',
    'x-real-ip',
    'cf-connecting-ip',
    'true-client-ip',
    'x-client-ip',
  ]) {
    const value = name === 'forwarded' ? 'for=127.0.0.2' : '127.0.0.2';
    assert.equal(await from(key, '127.0.0.3', { [name]: value }), FOREIGN, name);
  }
  assert.equal(await from(key, '127.0.0.2', { 'x-forwarded-for': '127.0.0.3' }), '200');
});

test('of fifty first calls from different addresses at once one address wins [access.bind-ip.race]', async () => {
  const { key } = await add('race-1');
  const addresses = Array.from({ length: 50 }, (_, index) => `127.0.1.${index + 1}`);
  const verdicts = await Promise.all(addresses.map((address) => from(key, address)));
  const winners = addresses.filter((_, index) => verdicts[index] === '200');
  assert.equal(winners.length, 1, verdicts.join(' '));
  assert.equal(verdicts.filter((verdict) => verdict === FOREIGN).length, 49);
  assert.equal(await from(key, winners[0] ?? ''), '200');
  assert.deepEqual((await manage(server, 'host', 'show', 'race-1')).bound, { ipv4: winners[0] });
});

test('a roaming key is let in from anywhere, bound anew each time, and each move is logged [access.bind-ip.roaming, seed2.ip-binding]', async () => {
  const { key } = await add('roams', '--roaming');
  for (const address of ['127.0.0.2', '127.0.0.3', '127.0.0.2']) {
    assert.equal(await from(key, address), '200');
    assert.deepEqual((await manage(server, 'host', 'show', 'roams')).bound, { ipv4: address });
  }
  const moves = server.stderr().match(/bound to another address key=host:roams .*/g) ?? [];
  assert.deepEqual(
    moves.map((line) => /from=(\S+) to=(\S+)/.exec(line)?.slice(1).join(' ')),
    ['127.0.0.2 127.0.0.3', '127.0.0.3 127.0.0.2'],
  );
  await manage(server, 'host', 'roaming', 'off', 'roams');
  assert.deepEqual([await from(key, '127.0.0.2'), await from(key, '127.0.0.3')], ['200', FOREIGN]);
});

test('the owner binds, unbinds and keeps the binding over a rotation [access.bind-ip.owner, access.bind-ip.rotate, access.bind-ip.forms]', async () => {
  const { key } = await add('owned-1', '--address', '127.0.0.2');
  assert.equal(await from(key, '127.0.0.3'), FOREIGN);
  await manage(server, 'host', 'bind', 'owned-1', '::ffff:127.0.0.3');
  assert.deepEqual([await from(key, '127.0.0.2'), await from(key, '127.0.0.3')], [FOREIGN, '200']);
  const { key: second } = await manage(server, 'host', 'rotate', 'owned-1');
  assert.deepEqual([await from(second, '127.0.0.2'), await from(second, '127.0.0.3')], [FOREIGN, '200']);
  const { key: third } = await manage(server, 'host', 'rotate', 'owned-1', '--unbind');
  assert.deepEqual([await from(third, '127.0.0.4'), await from(third, '127.0.0.3')], ['200', FOREIGN]);
  await manage(server, 'host', 'unbind', 'owned-1');
  assert.deepEqual([await from(third, '127.0.0.5'), await from(third, '127.0.0.4')], ['200', FOREIGN]);
});

test('a call that is refused binds nothing [access.bind-ip.refused]', async () => {
  const { key } = await add('refused-1', '--insecure');
  await manage(server, 'host', 'window', 'close', 'refused-1');
  assert.equal(await from(key, '127.0.0.2'), '403 Insecure host API access disabled');
  await manage(server, 'host', 'disable', 'refused-1');
  assert.equal(await from(key, '127.0.0.2'), '403 API key disabled');
  assert.match(await from(`${key}A`, '127.0.0.2'), /^401 /);
  assert.deepEqual((await manage(server, 'host', 'show', 'refused-1')).bound, {});
  await manage(server, 'host', 'enable', 'refused-1');
  await manage(server, 'host', 'window', 'open', 'refused-1');
  assert.equal(await from(key, '127.0.0.3'), '200');
});

test('an IPv6 network and an IPv4 address are bound side by side [access.bind-ip.first]', async (t) => {
  const { key } = await add('both-1');
  assert.equal(await from(key, '127.0.0.2'), '200');
  const ipv6 = { url: server.url.replace('127.0.0.1', '[::1]') };
  const verdict = await pingAs(ipv6, key).catch((error: NodeJS.ErrnoException) => error.code ?? 'failed');
  if (verdict === 'ECONNREFUSED' || verdict === 'EADDRNOTAVAIL') return t.skip('there is no IPv6 here');
  assert.equal(verdict, '200');
  assert.deepEqual((await manage(server, 'host', 'show', 'both-1')).bound, { ipv4: '127.0.0.2', ipv6: '::/64' });
  await manage(server, 'host', 'bind', 'both-1', '2001:db8::1');
  assert.equal(await pingAs(ipv6, key), FOREIGN);
});

test('a binding survives a server that is killed as soon as the call is answered [access.bind-ip.crash]', async () => {
  for (let round = 0; round < 3; round++) {
    const first = await startServer({ args: ['--rate-limit', 'off'] });
    const { key } = await manage(first, 'host', 'add', 'web-1');
    assert.equal(await pingAs(first, key, { from: '127.0.0.2' }), '200');
    await first.stop('SIGKILL');
    const second = await startServer({ folder: first.folder, args: ['--rate-limit', 'off'] });
    assert.equal(await pingAs(second, key, { from: '127.0.0.3' }), FOREIGN);
    assert.equal(await pingAs(second, key, { from: '127.0.0.2' }), '200');
    await second.stop();
  }
});
