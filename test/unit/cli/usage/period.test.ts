import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSince, parseUntil } from '../../../../src/cli/usage/period.ts';
import { CodezError } from '../../../../src/core/errors.ts';

const TODAY = '2026-03-02';

test('--since takes days and weeks back, words, months, dates and times [cli.usage.since]', () => {
  const meant = [
    ['all', undefined],
    ['1d', '2026-03-02'],
    ['7d', '2026-02-24'],
    ['2w', '2026-02-17'],
    ['today', '2026-03-02'],
    ['yesterday', '2026-03-01'],
    ['2026-01', '2026-01-01'],
    ['2026-01-31', '2026-01-31'],
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00Z'],
  ] as const;
  for (const [given, date] of meant) assert.equal(parseSince(given, TODAY), date, given);
});

test('what is no time is refused with what can be written [cli.usage.since]', () => {
  const isRefused = (error: unknown): boolean =>
    error instanceof CodezError &&
    error.code === 'invalid' &&
    /no date/.test(error.message) &&
    /today/.test(error.hint);
  for (const given of ['', 'foo', '0d', '99999d', '-7d', '7', '7 d', 'ALL', '31.01.2026', 'last week']) {
    assert.throws(() => parseSince(given, TODAY), isRefused, given);
    assert.throws(() => parseUntil(given, TODAY), isRefused, given);
  }
  for (const given of ['all', '7d', '2026-01']) assert.throws(() => parseUntil(given, TODAY), isRefused, given);
  assert.deepEqual(
    ['today', 'yesterday', '2026-01-31'].map((given) => parseUntil(given, TODAY)),
    ['2026-03-02', '2026-03-01', '2026-01-31'],
  );
});
