import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecentMap } from '../../../src/access/recent-map.ts';

test('a recent map keeps what is read, forgets what is not', () => {
  const map = createRecentMap<number>(10);
  map.set('read', 1);
  map.set('left', 2);
  for (let at = 0; at < 100; at++) {
    map.set(`k${at}`, at);
    assert.equal(map.get('read'), 1);
  }
  assert.equal(map.get('left'), undefined);
  assert.deepEqual(
    [96, 97, 98, 99].map((at) => map.get(`k${at}`)),
    [96, 97, 98, 99],
  );
});

test('a recent map gives the last value, and none once deleted', () => {
  const map = createRecentMap<number>(4);
  for (const at of [1, 2, 3]) map.set('a', at);
  map.set('b', 1);
  map.set('c', 1);
  map.set('a', 4);
  assert.equal(map.get('a'), 4);
  assert.equal(map.delete('a'), true);
  assert.equal(map.get('a'), undefined);
  assert.equal(map.delete('a'), false);
});

test('a recent map never holds more than it may', () => {
  const map = createRecentMap<number>(10);
  for (let at = 0; at < 1000; at++) map.set(`k${at}`, at);
  const held = Array.from({ length: 1000 }, (_, at) => `k${at}`).filter((key) => map.delete(key));
  assert.ok(held.length <= 10 && held.length >= 5, String(held.length));
});
