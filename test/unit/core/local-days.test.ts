import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalDays, startOfDay } from '../../../src/core/local-days.ts';
import { SeededRandom } from '../../support/sessions/fuzz/seeded-random.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];

test('a time is in the calendar day of its time zone, on days of 23 and 25 hours too [usage.days]', () => {
  const random = new SeededRandom(7);
  for (const timeZone of ZONES) {
    const days = new LocalDays(timeZone);
    const oracle = new Intl.DateTimeFormat('sv-SE', { timeZone });
    for (let index = 0; index < 4000; index += 1) {
      // Half of them around the hours at which clocks change.
      const near =
        index % 2 === 0 ? Date.UTC(2025, 2 + (index % 3), 30, 1) : Date.UTC(2024, index % 36, 1 + (index % 9), 4);
      const at = near + Math.floor((random.next() - 0.5) * 4 * 86_400_000);
      assert.equal(days.dayOf(at), oracle.format(at), `${timeZone} ${new Date(at).toISOString()}`);
    }
  }
});

test('what is no time is in no day [usage.days]', () => {
  const days = new LocalDays('Europe/Berlin');
  for (const at of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e18]) assert.equal(days.dayOf(at), 'unknown');
  assert.equal(days.dayOf(1), '1970-01-01');
});

test('a day begins at its midnight, or where the clocks skip it right after [usage.days]', () => {
  const starts = [
    ['2026-01-31', 'UTC', '2026-01-31T00:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-02-01', 'Pacific/Kiritimati', '2026-01-31T10:00:00.000Z'],
    ['2026-02-01', 'Pacific/Pago_Pago', '2026-02-01T11:00:00.000Z'],
    ['2026-02-01', 'Asia/Kathmandu', '2026-01-31T18:15:00.000Z'],
    ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z'],
  ] as const;
  for (const [date, zone, start] of starts) assert.equal(new Date(startOfDay(date, zone)).toISOString(), start, zone);
  assert.throws(() => startOfDay('2026-01-31', 'Mars/Olympus'), RangeError);
});
