import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../../src/sessions/listing/session-status.ts';

const ID = '11111111-2222-4333-8444-555555555555';

/** What a session of another process does: its transcript tells the first, the registry of processes the second. */
const CASES = [
  ['idle', 'busy', 'idle'],
  ['running', 'idle', 'running'],
  ['running', 'waiting', 'waiting'],
  ['idle', 'waiting', 'idle'],
  [undefined, 'busy', 'running'],
  [undefined, undefined, 'idle'],
] as const;

for (const [told, listed, activity] of CASES) {
  test(`a transcript that tells ${told} and a registry that lists ${listed}: ${activity}`, () => {
    const context = {
      drivers: { find: () => undefined },
      records: new Map(),
      seenForeign: new Map(),
      clock: () => 0,
      mirroredActivity: () => told,
    };
    const runner = { pid: 1, sessionId: ID, ...(listed === undefined ? {} : { status: listed }) };
    const known = statusOf(context as never, ID, undefined, new Map([[ID, runner]]));
    assert.deepEqual([known.status, known.activity], ['mirror', activity]);
  });
}
