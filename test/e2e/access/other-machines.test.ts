import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HttpCall } from '../../support/http.ts';
import { JSON_HEADERS } from '../../support/mcp.ts';
import { type NetworkNamespace, NO_NAMESPACE, openNamespace } from '../../support/network-namespace.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
const LIMIT = 3;
const UNTIL_OVER = [401, 401, 401, 429];

const skip = NO_NAMESPACE;

let network: NetworkNamespace | undefined;
let overIpv4: TestServer | undefined;
let overIpv6: TestServer | undefined;
before(async () => {
  if (skip !== false) return;
  network = await openNamespace([
    '192.0.2.1/32',
    '192.0.2.2/32',
    '192.0.2.3/32',
    '192.0.2.9/32',
    '2001:db8:1:1::1/128',
    '2001:db8:1:1::2/128',
    '2001:db8:1:1:ffff::3/128',
    '2001:db8:1:2::1/128',
    'fd00::1/128',
  ]);
  const start = (host: string, words: readonly string[]): Promise<TestServer> =>
    startServer({
      inside: words,
      args: ['--host', host, '--insecure-http'],
      env: { CODEZ_RATE_LIMIT: `${LIMIT}/60s`, CODEZ_TRUSTED_PROXIES: 'fd00::/8, 192.0.2.9' },
    });
  overIpv4 = await start('0.0.0.0', network.inside);
  overIpv6 = await start('::', network.inside);
});
after(async () => {
  await overIpv4?.stop();
  await overIpv6?.stop();
  network?.close();
});

/** Sends a ping from each of the addresses in turn; returns how each was answered. */
async function pings(
  froms: readonly string[],
  to: string,
  headers: Record<string, string> = {},
): Promise<readonly number[]> {
  const calls = froms.map((from): HttpCall & { url: string } => ({
    url: `http://${to}:${(to.startsWith('[') ? overIpv6 : overIpv4)?.port}`,
    method: 'POST',
    path: '/mcp',
    headers: { ...JSON_HEADERS, ...headers },
    body: PING,
    from,
  }));
  return ((await network?.send(calls)) ?? []).map(({ status }) => status);
}

const times = (count: number, address: string): string[] => Array.from({ length: count }, () => address);

test('each IPv4 address of another machine has its own limit [access.rate.networks]', {
  skip,
}, async () => {
  assert.deepEqual(await pings(times(4, '192.0.2.2'), '192.0.2.1'), UNTIL_OVER);
  assert.deepEqual(await pings(['192.0.2.3'], '192.0.2.1'), [401]);
});

test('IPv6 addresses of one /64 share a limit, those of the next do not [access.rate.networks]', { skip }, async () => {
  const shared = ['2001:db8:1:1::1', '2001:db8:1:1::2', '2001:db8:1:1:ffff::3', '2001:db8:1:1::1'];
  assert.deepEqual(await pings(shared, '[2001:db8:1:1::1]'), UNTIL_OVER);
  assert.deepEqual(await pings(['2001:db8:1:2::1'], '[2001:db8:1:1::1]'), [401]);
});

test('a trusted proxy names clients of its own family and of the other [access.proxy.trusted]', { skip }, async () => {
  const named = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
  const through = (count: number, address: string): Promise<readonly number[]> =>
    pings(times(count, 'fd00::1'), '[fd00::1]', named(address));
  assert.deepEqual(await through(4, '198.51.100.1'), UNTIL_OVER);
  assert.deepEqual(await through(1, '198.51.100.2'), [401]);
  assert.deepEqual(await through(3, '2001:DB8:9::1'), [401, 401, 401]);
  assert.deepEqual(await through(1, '2001:db8:9:0:ffff::2'), [429]);
  assert.deepEqual(await through(1, '::ffff:198.51.100.1'), [429]);
  const forged = await pings(times(4, '192.0.2.9'), '192.0.2.1', named('198.51.100.1, 2001:db8:7::1'));
  assert.deepEqual(forged, UNTIL_OVER);
});

test('another machine is not trusted whatever it says of itself [access.loopback.peer]', { skip }, async () => {
  const port = String(overIpv4?.port);
  for (const headers of [
    { host: `127.0.0.1:${port}` },
    { host: `localhost:${port}` },
    { host: `127.0.0.1:${port}`, 'x-forwarded-for': '127.0.0.1' },
  ]) {
    assert.ok([401, 429].includes((await pings(['192.0.2.3'], '192.0.2.1', headers))[0] ?? 0), JSON.stringify(headers));
  }
});
