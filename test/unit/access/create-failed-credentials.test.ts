import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailedCredentials } from '../../../src/access/create-failed-credentials.ts';
import type { FailedCredentials } from '../../../src/access/failed-credentials.ts';

const MINUTE = 60_000;
const START = 1_700_000_000_000;

/** Runs `steps` of [minute, wrong credentials then]; returns how many seconds the block then lasts. */
function blockedAfter(steps: readonly (readonly [minute: number, failures: number])[]): number {
  let now = START;
  const failed = createFailedCredentials(() => now);
  for (const [minute, failures] of steps) {
    now = START + minute * MINUTE;
    for (let at = 0; at < failures; at++) failed.note('192.0.2.1');
  }
  assert.equal(failed.isBlocked('192.0.2.1'), failed.blockedSeconds('192.0.2.1') > 0);
  assert.equal(failed.isBlocked('192.0.2.2'), false);
  return failed.blockedSeconds('192.0.2.1');
}

for (const [what, steps, seconds] of [
  ['none', [[0, 0]], 0],
  ['19', [[0, 19]], 0],
  ['20 block for 30 min', [[0, 20]], 1800],
  [
    '20 within 10 min',
    [
      [0, 19],
      [9.99, 1],
    ],
    1800,
  ],
  [
    '20 within more than 10 min do not',
    [
      [0, 19],
      [10, 1],
    ],
    0,
  ],
  [
    'the last moment of the block',
    [
      [0, 20],
      [29.99, 0],
    ],
    1,
  ],
  [
    'its end',
    [
      [0, 20],
      [30, 0],
    ],
    0,
  ],
  [
    'further ones do not make it longer',
    [
      [0, 20],
      [15, 40],
      [29, 40],
      [30, 0],
    ],
    0,
  ],
  [
    'afterwards it takes 20 again',
    [
      [0, 20],
      [29, 40],
      [30, 19],
    ],
    0,
  ],
  [
    'and then blocks again',
    [
      [0, 20],
      [30, 20],
    ],
    1800,
  ],
  [
    'a clock that jumps back makes it no longer',
    [
      [0, 20],
      [-600, 0],
    ],
    1800,
  ],
  [
    'and it ends then',
    [
      [0, 20],
      [-600, 1],
      [-570, 0],
    ],
    0,
  ],
] as const) {
  test(`wrong credentials: ${what}`, () => assert.equal(blockedAfter(steps), seconds));
}

test('wrong credentials: a flood of other networks does not end a block', () => {
  const failed = createFailedCredentials(() => START, 64);
  const fail = (network: string, times: number, to: FailedCredentials): void => {
    for (let at = 0; at < times; at++) to.note(network);
  };
  fail('offender', 20, failed);
  for (let at = 0; at < 100_000; at++) failed.note(`flood-${at}`);
  assert.equal(failed.isBlocked('offender'), true);
  for (let at = 0; at < 31; at++) fail(`blocked-${at}`, 20, failed);
  assert.equal(failed.isBlocked('offender'), true);
});
