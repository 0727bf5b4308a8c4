import { CodezError } from '../../core/errors.ts';
import { isDate, isMoment } from '../../tools/sessions/period.ts';

const DAY_MS = 86_400_000;
const MAX_DAYS = 36_500;

/** Days shown without --since. */
export const DEFAULT_SINCE = '30d';

/**
 * Returns what --since means as a date or a time; undefined for `all`. `7d` are the last 7 days, `today` (a date) the
 * last of them.
 * @throws CodezError `invalid`
 */
export function parseSince(given: string, today: string): string | undefined {
  if (given === 'all') return undefined;
  const [, count, unit] = /^(\d{1,5})([dw])$/.exec(given) ?? [];
  const days = Number(count) * (unit === 'w' ? 7 : 1);
  if (days >= 1 && days <= MAX_DAYS) return daysBefore(today, days - 1);
  return parseMoment('--since', given, today, 'all, 7d, 4w, ');
}

/** Returns what --until means as a date or a time. @throws CodezError `invalid` */
export function parseUntil(given: string, today: string): string {
  return parseMoment('--until', given, today, '');
}

function parseMoment(option: string, given: string, today: string, more: string): string {
  if (given === 'today') return today;
  if (given === 'yesterday') return daysBefore(today, 1);
  if (option === '--since' && isDate(`${given}-01`)) return `${given}-01`;
  if (isMoment(given)) return given;
  throw new CodezError(
    'invalid',
    `${option} is ${JSON.stringify(given).slice(0, 50)}, which is no date`,
    `Write ${more}today, yesterday, a date as 2026-01-31, or a time as 2026-01-31T08:00:00Z.`,
  );
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}
