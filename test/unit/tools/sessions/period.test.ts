import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMoment, parsePeriod } from '../../../../src/tools/sessions/period.ts';

test('dates are days of the time zone, the last one included; times are themselves, the last one not [usage.period]', () => {
  const period = (since: string | undefined, until: string | undefined, timeZone = 'UTC'): (string | undefined)[] => {
    const parsed = parsePeriod({ since, until, timeZone });
    return [parsed.since, parsed.until].map((at) => (at === undefined ? undefined : new Date(at).toISOString()));
  };
  assert.deepEqual(period(undefined, undefined), [undefined, undefined]);
  assert.deepEqual(period('2026-03-29', '2026-03-29'), ['2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z']);
  assert.deepEqual(period('2026-03-29', '2026-03-29', 'Europe/Berlin'), [
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ]);
  assert.deepEqual(period('2026-12-31', '2026-12-31', 'Pacific/Auckland'), [
    '2026-12-30T11:00:00.000Z',
    '2026-12-31T11:00:00.000Z',
  ]);
  assert.deepEqual(period('2026-01-31T08:00:00+02:00', '2026-01-31T06:00:01Z', 'Asia/Tokyo'), [
    '2026-01-31T06:00:00.000Z',
    '2026-01-31T06:00:01.000Z',
  ]);
  for (const [since, until] of [
    ['2026-01-02', '2026-01-01'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-01-02', '2026-01-02T00:00:00Z'],
  ]) {
    assert.throws(() => period(since, until), /^CodezError: until \(.*\) is before since/);
  }
});

test('only dates of the calendar and times with their offset are taken [usage.period]', () => {
  const taken = ['2026-01-31', '2024-02-29', '2026-01-31T08:00Z', '2026-01-31T23:59:59.999-11:00', '0001-01-01'];
  for (const text of taken) assert.ok(isMoment(text), text);
  for (const text of [
    '2026-02-29',
    '2026-00-10',
    '2026-04-31T08:00:00Z',
    '2026-01-31T08:00:00',
    '2026-01-31T24:01Z',
    'x',
  ]) {
    assert.ok(!isMoment(text), text);
  }
});
