import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { createSilentConnections } from '../../../src/http/silent-connections.ts';

test('only connections that never sent a request are cut off', () => {
  const connections = createSilentConnections();
  const silent = new Socket();
  const busy = new Socket();
  connections.opened(silent);
  connections.opened(busy);
  connections.spoke(busy);
  connections.destroy();
  assert.equal(silent.destroyed, true);
  assert.equal(busy.destroyed, false);
});
