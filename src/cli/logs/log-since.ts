import { toIso } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { startOfDay } from '../../core/local-days.ts';
import { isSince } from '../../tools/access-log/parse-since.ts';
import { isDate } from '../../tools/sessions/period.ts';

const DAY_MS = 86_400_000;

/** Returns what --since means to the operation: an age or a time. Days are those of the time zone. @throws CodezError `invalid` */
export function parseLogSince(given: string, { timeZone, today }: { timeZone: string; today: string }): string {
  const named = given === 'today' ? today : given === 'yesterday' ? dayBefore(today) : given;
  if (isDate(named)) return toIso(startOfDay(named, timeZone));
  if (isSince(named)) return named;
  throw new CodezError(
    'invalid',
    `--since is ${JSON.stringify(given).slice(0, 50)}, which is no time`,
    'Write an age as 15m, 1h or 7d, today, yesterday, a date as 2026-01-31, or a time as 2026-01-31T08:00:00Z.',
  );
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}
