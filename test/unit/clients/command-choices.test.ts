import assert from 'node:assert/strict';
import { test } from 'node:test';
import { config } from '../../../src/cli/commands/config.ts';
import { CLIENT_TARGETS } from '../../../src/clients/targets.ts';

test('the command offers every client that can be configured [product.lists]', () => {
  assert.deepEqual(
    config.arguments?.[0]?.choices,
    CLIENT_TARGETS.map(({ id }) => id),
  );
});
