import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimiter } from '../../../src/access/create-rate-limiter.ts';
import type { RateState } from '../../../src/access/rate-limiter.ts';

const RATE = { limit: 10, periodMs: 60_000 };

/** Takes in turn at the given seconds; returns how each was answered: remaining, or `over`. */
function answersAt(seconds: readonly number[], rate = RATE): (number | 'over')[] {
  let now = 0;
  const limiter = createRateLimiter(rate, () => now);
  return seconds.map((at) => {
    now = 1_700_000_000_000 + at * 1000;
    const state = limiter.take('a');
    return state.isOver ? 'over' : state.remaining;
  });
}

const TEN = Array.from({ length: 10 }, () => 0);

for (const [what, at, last] of [
  ['the limit itself passes', TEN, 0],
  ['one more is over', [...TEN, 0], 'over'],
  ['the last millisecond of the period is still over', [...TEN, 59.999], 'over'],
  ['a whole period later all is forgotten', [...TEN, 60], 9],
  ['after a longer pause too', [...TEN, 100_000], 9],
  ['what was refused does not count', [...TEN, 30, 30, 30, 59, 60], 9],
  ['what was used later stays longer', [0, ...Array.from({ length: 9 }, () => 30), 60, 61], 'over'],
  ['and is forgotten in its turn', [0, ...Array.from({ length: 9 }, () => 30), 60, 90], 8],
  ['no burst of twice the limit at an edge', [0, ...Array.from({ length: 9 }, () => 59), 60, 61], 'over'],
  ['a clock that jumps back an hour: what was used counts', [...TEN, -3600], 'over'],
  ['a clock that jumps back: not a moment before a period', [...TEN, -3600, -3600 + 59.9], 'over'],
  ['a clock that jumps back locks nobody out for longer than a period', [...TEN, -3600, -3600 + 60], 9],
  ['a clock that jumps ahead and back', [...TEN, 1e7, -3600, -3600 + 60], 9],
] as const) {
  test(`rate: ${what}`, () => assert.equal(answersAt(at).at(-1), last));
}

function stateAfter(costs: readonly number[], rate = RATE): RateState {
  const limiter = createRateLimiter(rate, () => 5_000);
  return costs.map((cost) => limiter.take('a', cost)).at(-1) as RateState;
}

for (const [what, costs, expected] of [
  ['a batch counts each member', [4], { remaining: 6, isOver: false, retryAfterSeconds: 0 }],
  ['a batch that just fits', [4, 6], { remaining: 0, isOver: false, retryAfterSeconds: 0 }],
  ['of one that does not fit no member counts', [4, 7], { remaining: 6, isOver: true, retryAfterSeconds: 60 }],
  ['what fits beside it still passes', [4, 7, 6], { remaining: 0, isOver: false, retryAfterSeconds: 0 }],
  ['one that never fits', [11], { remaining: 10, isOver: true }],
] as const) {
  test(`rate: ${what}`, () => {
    const state: Record<string, unknown> = { ...stateAfter(costs) };
    for (const [name, value] of Object.entries(expected)) assert.equal(state[name], value, name);
  });
}

test('rate: keys do not share a limit', () => {
  const limiter = createRateLimiter({ limit: 1, periodMs: 1000 }, () => 0);
  assert.deepEqual(
    ['a', 'b', 'a', 'b'].map((key) => limiter.take(key).isOver),
    [false, false, true, true],
  );
});

test('rate: Retry-After is when the same fits again, reset when all does', () => {
  let now = 0;
  const limiter = createRateLimiter({ limit: 3, periodMs: 60_000 }, () => now);
  limiter.take('a');
  now = 30_000;
  limiter.take('a', 2);
  const state = limiter.take('a');
  assert.deepEqual(state, { limit: 3, remaining: 0, resetSeconds: 60, retryAfterSeconds: 30, isOver: true });
  now += state.retryAfterSeconds * 1000;
  assert.equal(limiter.take('a').isOver, false);
  assert.equal(limiter.take('a', 3).retryAfterSeconds, 60);
});

test('rate: a refused caller that waits as long as told passes, whatever it did before; no stretch of nine tenths of a period sees more than the limit', () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  let now = 1_000_000;
  const limiter = createRateLimiter(RATE, () => now);
  const passed: number[] = [];
  let waited = false;
  let refusals = 0;
  for (let at = 0; at < 20_000; at++) {
    const { isOver, retryAfterSeconds } = limiter.take('a');
    assert.ok(!(waited && isOver), `refused at ${now} after having waited as told`);
    if (!isOver) passed.push(now);
    else refusals++;
    waited = isOver && random() < 0.5;
    now += waited ? retryAfterSeconds * 1000 : Math.floor(random() ** 4 * 30_000);
  }
  for (const [at, ms] of passed.entries()) {
    const later = passed[at + RATE.limit];
    assert.ok(
      later === undefined || later - ms >= RATE.periodMs * 0.9,
      `${RATE.limit + 1} within ${Number(later) - ms} ms`,
    );
  }
  assert.ok(refusals > 100 && passed.length > 1000);
});

test('rate: a flood of addresses forgets the quiet, never who has used up more than half', () => {
  const limiter = createRateLimiter({ limit: 4, periodMs: 60_000 }, () => 0, 100);
  limiter.take('offender', 4);
  limiter.take('quiet', 2);
  for (let at = 0; at < 100_000; at++) limiter.take(`flood-${at}`);
  assert.equal(limiter.take('offender').isOver, true);
  assert.equal(limiter.take('quiet').remaining, 3);
});

test('rate: what an offender’s place costs is half a limit of as many other addresses', () => {
  const limiter = createRateLimiter({ limit: 4, periodMs: 60_000 }, () => 0, 100);
  limiter.take('offender', 4);
  for (let at = 0; at < 49; at++) limiter.take(`flood-${at}`, 3);
  assert.equal(limiter.take('offender').isOver, true);
  for (let at = 0; at < 200; at++) limiter.take(`more-${at}`, 3);
  assert.equal(limiter.take('offender').isOver, false);
});
