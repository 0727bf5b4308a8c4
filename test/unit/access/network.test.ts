import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackAddress, plainAddress } from '../../../src/access/address.ts';
import { createNetworkList, networkOf, parseAddress } from '../../../src/access/network.ts';

for (const [text, expected] of [
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::1', '::1'],
  ['::', '::'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:c000:0201', '192.0.2.1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ['', undefined],
  [' 192.0.2.1', undefined],
  ['192.0.2', undefined],
  ['3221225985', undefined],
  ['0300.0.2.1', undefined],
  ['192.0.2.01', undefined],
  ['0xc0.0.2.1', undefined],
  ['192.0.2.256', undefined],
  ['192.0.2.1.', undefined],
  ['192.0.2.1:80', undefined],
  ['192.0.2.1/32', undefined],
  ['192.0.2.1%eth0', undefined],
  ['[2001:db8::1]', undefined],
  ['2001:db8::1::', undefined],
  ['2001:db8:::1', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['::ffff:192.0.2.300', undefined],
  ['１９２.0.2.1', undefined],
  [`fe80::1%${'x'.repeat(100)}`, undefined],
  ['example.com', undefined],
  ['unknown', undefined],
] as const) {
  test(`address: ${JSON.stringify(text.slice(0, 40))} is ${expected ?? 'none'}`, () =>
    assert.equal(parseAddress(text), expected));
}

for (const [address, expected] of [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::ffff', '2001:db8::/64'],
  ['::1', '::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['', ''],
] as const) {
  test(`network: that of ${JSON.stringify(address)} is ${JSON.stringify(expected)}`, () =>
    assert.equal(networkOf(address), expected));
}

const LIST = createNetworkList([
  '10.0.0.0/8',
  '192.0.2.7',
  '2001:db8::/32',
  '::1',
  '::ffff:198.51.100.0/120',
  '0.0.0.0/32',
]);
for (const [address, expected] of [
  ['10.255.0.1', true],
  ['11.0.0.1', false],
  ['192.0.2.7', true],
  ['192.0.2.8', false],
  ['::ffff:10.1.2.3', true],
  ['2001:db8:ffff::1', true],
  ['2001:db9::1', false],
  ['::1', true],
  ['::2', false],
  ['198.51.100.200', true],
  ['198.51.101.1', false],
  ['0.0.0.1', false],
  ['', false],
  ['10.0.0', false],
  ['nonsense', false],
] as const) {
  test(`network: ${JSON.stringify(address)} ${expected ? 'is' : 'is not'} in the list`, () =>
    assert.equal(LIST(address), expected));
}

test('network: an empty list holds nothing, the widest everything of its family', () => {
  assert.equal(createNetworkList([])('127.0.0.1'), false);
  assert.equal(createNetworkList(['0.0.0.0/0'])('203.0.113.1'), true);
  assert.equal(createNetworkList(['0.0.0.0/0'])('2001:db8::1'), false);
});

for (const [address, plain, isLoopback] of [
  ['127.0.0.1', '127.0.0.1', true],
  ['127.255.255.254', '127.255.255.254', true],
  ['::ffff:127.0.0.1', '127.0.0.1', true],
  ['::1', '::1', true],
  ['::1%lo', '::1', true],
  ['128.0.0.1', '128.0.0.1', false],
  ['::ffff:10.0.0.1', '10.0.0.1', false],
  ['fe80::1%eth0', 'fe80::1', false],
  ['', '', false],
] as const) {
  test(`address: ${address} is plainly ${plain} and ${isLoopback ? 'loopback' : 'not loopback'}`, () => {
    assert.equal(plainAddress(address), plain);
    assert.equal(isLoopbackAddress(address), isLoopback);
  });
}
