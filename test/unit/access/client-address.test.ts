import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClientAddress } from '../../../src/access/client-address.ts';

const PEER = '10.0.0.1';
const clientAddress = createClientAddress(['10.0.0.0/8', '2001:db8:ffff::/48', '127.0.0.1']);

const of = (forwarded: string | readonly string[] | undefined, peerAddress = PEER): string =>
  clientAddress({ peerAddress, headers: { 'x-forwarded-for': forwarded } });

for (const [forwarded, expected] of [
  [undefined, PEER],
  ['', PEER],
  [' ', PEER],
  [',', PEER],
  ['203.0.113.9', '203.0.113.9'],
  ['  203.0.113.9\t', '203.0.113.9'],
  ['1.1.1.1, 203.0.113.9', '203.0.113.9'],
  ['1.1.1.1,203.0.113.9,10.1.1.1, 10.2.2.2', '203.0.113.9'],
  [['1.1.1.1', '203.0.113.9, 10.1.1.1'], '203.0.113.9'],
  ['garbage, 203.0.113.9', '203.0.113.9'],
  ['<script>, 203.0.113.9, 10.1.1.1', '203.0.113.9'],
  ['203.0.113.9:4711', '203.0.113.9'],
  ['[2001:db8::9]:4711', '2001:db8::9'],
  ['[2001:DB8::9]', '2001:db8::9'],
  ['2001:db8:0:0::9', '2001:db8::9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['[::ffff:203.0.113.9]:80', '203.0.113.9'],
  ['203.0.113.9, ::ffff:10.1.1.1', '203.0.113.9'],
  ['203.0.113.9, [2001:db8:ffff::1]:80, 2001:db8:ffff:1::2', '203.0.113.9'],
  ['fe80::9%eth0', 'fe80::9'],
  ['127.0.0.9', '127.0.0.9'],
  ['203.0.113.9,', PEER],
  ['203.0.113.9, ,10.1.1.1', PEER],
  ['203.0.113.9, unknown', PEER],
  ['unknown', PEER],
  ['_hidden', PEER],
  ['203.0.113.9, _gateway:80', PEER],
  ['"203.0.113.9"', PEER],
  ['for=203.0.113.9', PEER],
  ['0xcb.0.113.9', PEER],
  ['203.0.113', PEER],
  ['0203.0.113.9', PEER],
  ['3405803785', PEER],
  ['203.0.113.9:port', PEER],
  ['203.0.113.9:', PEER],
  ['[203.0.113.9]', PEER],
  ['[2001:db8::9', PEER],
  ['2001:db8::9]', PEER],
  ['203.0.113.9 10.1.1.1', PEER],
  ['203.0.113.9;10.1.1.1', PEER],
  ['203.0.113.9\u0000', PEER],
  ['10.1.1.1', PEER],
  ['10.3.3.3, 10.2.2.2, 10.1.1.1', PEER],
  ['example.com', PEER],
  [`${'1.1.1.1,'.repeat(5000)}203.0.113.9`, '203.0.113.9'],
  [`203.0.113.9${',10.1.1.1'.repeat(31)}`, '203.0.113.9'],
  [`203.0.113.9${',10.1.1.1'.repeat(5000)}`, PEER],
  [`[${':'.repeat(16_000)}`, PEER],
  [`203.0.113.9, ${'1'.repeat(16_000)}`, PEER],
] as const) {
  test(`client: behind a trusted proxy ${JSON.stringify(forwarded)?.slice(0, 60)} is ${expected}`, () =>
    assert.equal(of(forwarded), expected));
}

for (const [what, peerAddress, expected] of [
  ['a peer that is no proxy', '203.0.113.1', '203.0.113.1'],
  ['a mapped peer that is none', '::ffff:203.0.113.1', '203.0.113.1'],
  ['a mapped peer that is one', '::ffff:10.0.0.1', '192.0.2.9'],
  ['an IPv6 peer that is one', '2001:db8:ffff::5', '192.0.2.9'],
  ['an IPv6 peer that is none', '2001:db8::5', '2001:db8::5'],
  ['a link-local peer with a zone', 'fe80::1%eth0', 'fe80::1'],
  ['the Unix socket', '', ''],
] as const) {
  test(`client: ${what} gives ${JSON.stringify(expected)}`, () => assert.equal(of('192.0.2.9', peerAddress), expected));
}

test('client: without trusted proxies it is the peer, whatever the headers say', () => {
  const untrusting = createClientAddress([]);
  assert.equal(untrusting({ peerAddress: '127.0.0.1', headers: { 'x-forwarded-for': '192.0.2.9' } }), '127.0.0.1');
});

test('client: no other header names it', () => {
  const names = ['forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip', 'x-forwarded'];
  for (const name of names) {
    assert.equal(clientAddress({ peerAddress: PEER, headers: { [name]: '203.0.113.9' } }), PEER, name);
  }
});
