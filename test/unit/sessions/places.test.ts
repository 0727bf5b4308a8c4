import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Places } from '../../../src/sessions/live/places.ts';

test('so many sessions wait for a place and no more [sessions.max.waiting]', () => {
  const places = new Places(1);
  for (let at = 0; at < 100; at++) {
    places.checkWaiting();
    places.wait(`session ${at}`, () => {});
  }
  assert.throws(() => places.checkWaiting(), { code: 'busy' });
});
