import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBindable, standingOf, toBindable } from '../../../src/hosts/bound-address.ts';

const SPELLINGS: readonly (readonly [address: string, family: string, network: string])[] = [
  ['203.0.113.7', 'ipv4', '203.0.113.7'],
  ['127.0.0.1', 'ipv4', '127.0.0.1'],
  ['::ffff:203.0.113.7', 'ipv4', '203.0.113.7'],
  ['::FFFF:203.0.113.7', 'ipv4', '203.0.113.7'],
  ['::ffff:cb00:7107', 'ipv4', '203.0.113.7'],
  ['0:0:0:0:0:ffff:203.0.113.7', 'ipv4', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', 'ipv6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', 'ipv6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', 'ipv6', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'ipv6', 'fe80::/64'],
  ['fe80::aaaa%1', 'ipv6', 'fe80::/64'],
  ['::1', 'ipv6', '::/64'],
];
for (const [address, family, network] of SPELLINGS) {
  test(`${address} is bound as ${network} [access.bind-ip.forms]`, () => {
    assert.deepEqual(toBindable(address), { family, network });
    assert.ok(isBindable(family as 'ipv4' | 'ipv6', network));
  });
}

const NO_ADDRESSES = [
  '',
  ' ',
  'localhost',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '2130706433',
  '1.2.3.4/32',
  '1.2.3.4:80',
  '[::1]',
  '2001:db8::1::2',
  '2001:db8:::',
  ':::',
  '12345::',
  '::ffff:1.2.3.256',
  '2001:db8::/64',
  '127.0.0.1, 203.0.113.7',
  '203.0.113.7\n',
];
for (const address of NO_ADDRESSES) {
  test(`${JSON.stringify(address)} is no address [access.bind-ip.forms]`, () => {
    assert.equal(toBindable(address), undefined);
  });
}

const BOUND = { ipv4: '203.0.113.7', ipv6: '2001:db8:1:2::/64' };
const STANDINGS: readonly (readonly [address: string, bound: object, mayRoam: boolean, expected: string])[] = [
  ['203.0.113.7', BOUND, false, 'bound'],
  ['::ffff:203.0.113.7', BOUND, false, 'bound'],
  ['2001:db8:1:2::99', BOUND, false, 'bound'],
  ['203.0.113.8', BOUND, false, 'foreign'],
  ['::ffff:203.0.113.8', BOUND, false, 'foreign'],
  ['203.0.113.70', BOUND, false, 'foreign'],
  ['2001:db8:1:3::99', BOUND, false, 'foreign'],
  ['2001:db8:1:2:8000::', { ipv6: '2001:db8:1:1::/64' }, false, 'foreign'],
  ['203.0.113.8', BOUND, true, 'moves'],
  ['2001:db8:9::1', BOUND, true, 'moves'],
  ['203.0.113.7', BOUND, true, 'bound'],
  ['203.0.113.7', {}, false, 'free'],
  ['203.0.113.7', {}, true, 'free'],
  ['2001:db8:9::1', { ipv4: '203.0.113.7' }, false, 'free'],
  ['203.0.113.9', { ipv6: '2001:db8:1:2::/64' }, false, 'free'],
];
for (const [address, bound, mayRoam, expected] of STANDINGS) {
  const title = `${address} is ${expected} to a key bound to ${JSON.stringify(bound)}${mayRoam ? ' that may roam' : ''}`;
  test(`${title} [access.bind-ip.rule]`, () => {
    const bindable = toBindable(address);
    assert.ok(bindable);
    assert.equal(standingOf(bindable, bound, mayRoam), expected);
  });
}

for (const [family, network] of [
  ['ipv4', '203.0.113.007'],
  ['ipv4', '2001:db8::/64'],
  ['ipv6', '203.0.113.7'],
  ['ipv6', '2001:DB8::/64'],
  ['ipv6', '2001:db8::1/64'],
  ['ipv6', '2001:db8::/48'],
] as const) {
  test(`${network} is no binding of ${family}`, () => assert.ok(!isBindable(family, network)));
}
