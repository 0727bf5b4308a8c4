import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopbackName, isUnencrypted } from '../../../src/core/loopback-name.ts';

test('only names of this machine are its own: what looks like one is not', () => {
  for (const name of ['localhost', '127.0.0.1', '127.9.8.7', '::1', '[::1]']) assert.ok(isLoopbackName(name), name);
  const others = ['', '0.0.0.0', '[::]', '127.0.0.1.evil.test', 'localhost.evil.test', '10.0.0.1', '127.1', '::1]'];
  for (const name of others) assert.ok(!isLoopbackName(name), name);
});

test('plain http is for this machine alone [cli.login.discovery]', () => {
  for (const url of [
    'http://127.0.0.1:1',
    'http://127.9.9.9',
    'http://localhost',
    'http://[::1]:2',
    'https://x.test',
  ]) {
    assert.ok(!isUnencrypted(new URL(url)), url);
  }
  for (const url of ['http://x.test', 'http://127.0.0.1.evil.test', 'http://localhost.evil.test', 'http://10.0.0.1']) {
    assert.ok(isUnencrypted(new URL(url)), url);
  }
});
