import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedMap } from '../../../src/core/bounded-map.ts';

test('above its bound a map forgets what was set longest ago', () => {
  const map = new BoundedMap<string, number>(2, [
    ['a', 1],
    ['b', 2],
  ]);
  map.set('a', 3).set('c', 4);
  assert.deepEqual(
    [...map],
    [
      ['a', 3],
      ['c', 4],
    ],
  );
  assert.equal(new BoundedMap(1, map.entries()).size, 1);
});
