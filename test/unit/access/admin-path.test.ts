import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAdminPath, whyNoAdmin } from '../../../src/access/admin-path.ts';
import { factsWith } from './facts.ts';

const PAGES = [
  '/admin',
  '/admin/',
  '/admin?x=1',
  '/admin#x',
  '/admin/mcp/logs?limit=2',
  '/%61dmin/',
  '/%61%64%6D%69%6e/mcp/logs',
  '/ADMIN/',
  '//admin/',
  '/%2fadmin',
  '/admin%2fmcp/logs',
  '/admin;x/',
  '/admin./',
  '/admin%00/',
  '/admin/%zz',
  '/admin%20/',
  '/\\admin/',
  'http://127.0.0.1:4097/admin/',
  'HTTPS://example.com//admin',
];
const OTHERS = [
  '/',
  '/mcp',
  '/mcp?path=/admin/',
  '/mcp#/admin/',
  '/administrator',
  '/api/admin/',
  '/api/tools/admin',
  '/x/../admin/',
  '/.well-known/admin',
  'http://admin/mcp',
  'http://127.0.0.1/mcp/admin/',
  '*',
  '',
];

test('a target below /admin is seen as one in every spelling [pages.door.spellings]', () => {
  for (const target of PAGES) assert.ok(isAdminPath(target), target);
});

test('no other target is one', () => {
  for (const target of OTHERS) assert.ok(!isAdminPath(target), target);
});

test('the pages exist on the socket and for direct loopback connections [pages.door.local]', () => {
  assert.equal(whyNoAdmin(factsWith({ door: 'unix' }), 'named', false), undefined);
  assert.equal(whyNoAdmin(factsWith(), 'loopback', false), undefined);
  assert.equal(whyNoAdmin(factsWith(), 'forwarded', false), undefined);
  assert.equal(whyNoAdmin(factsWith({ peerAddress: '::ffff:127.0.0.1' }), 'loopback', false), undefined);
  assert.equal(whyNoAdmin(factsWith({ peerAddress: '192.0.2.1' }), 'named', true), undefined);
});

test('they do not for others, other names and proxies [pages.door.remote]', () => {
  assert.match(whyNoAdmin(factsWith({ peerAddress: '192.0.2.1' }), 'loopback', false) ?? '', /other machines/);
  assert.match(whyNoAdmin(factsWith({ peerAddress: '::2' }), 'loopback', false) ?? '', /other machines/);
  assert.match(whyNoAdmin(factsWith(), 'named', false) ?? '', /loopback names/);
  for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-', 'via', 'cf-ray', 'tailscale-user-login']) {
    assert.match(whyNoAdmin(factsWith({ headers: { [name]: '' } }), 'loopback', false) ?? '', /shows a proxy/, name);
  }
});
