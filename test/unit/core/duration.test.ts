import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSeconds } from '../../../src/core/duration.ts';

test('a duration is a number with a unit, or of seconds', () => {
  const durations = { '0': 0, '90': 90, '90s': 90, '30m': 1800, '24h': 86_400, '7d': 604_800, '2w': 1_209_600 };
  for (const [text, seconds] of Object.entries(durations)) assert.equal(parseSeconds(text), seconds, text);
});

test('anything else is none', () => {
  for (const text of ['', 's', '-1s', '1.5h', '1y', '1H', ' 1s', '1 s', '1e3', '1234567890123', '1h30m']) {
    assert.equal(parseSeconds(text), undefined, text);
  }
});
