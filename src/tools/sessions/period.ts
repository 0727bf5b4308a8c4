import { CodezError } from '../../core/errors.ts';
import { startOfDay } from '../../core/local-days.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** A period as arguments tell it: dates, or times with their offset from UTC. */
export interface Period {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly timeZone: string;
}

/**
 * Returns a period's first moment and the one behind its last, milliseconds since the epoch. A date as `until` is in it,
 * a time is not.
 * @throws CodezError `invalid` when it ends before it begins
 */
export function parsePeriod({ since, until, timeZone }: Period): { since?: number; until?: number } {
  const from = since === undefined ? undefined : momentOf(since, timeZone);
  const to = until === undefined ? undefined : momentOf(DATE.test(until) ? nextDay(until) : until, timeZone);
  if (from !== undefined && to !== undefined && to <= from) {
    throw new CodezError(
      'invalid',
      `until (${until}) is before since (${since})`,
      'Turn them round, or leave one out.',
      {
        fields: { until: ['is before since'] },
      },
    );
  }
  return { ...(from === undefined ? {} : { since: from }), ...(to === undefined ? {} : { until: to }) };
}

/** Returns true for a date of the calendar, or such a date with a time and its offset. */
export function isMoment(text: string): boolean {
  return isDate(text) || (TIME.test(text) && isDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)));
}

/** Returns true for a date of the calendar, `2026-01-31`. */
export function isDate(text: string): boolean {
  return DATE.test(text) && toDate(Date.parse(`${text}T00:00:00Z`)) === text;
}

/** Returns true when there is such a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function momentOf(text: string, timeZone: string): number {
  return DATE.test(text) ? startOfDay(text, timeZone) : Date.parse(text);
}

function nextDay(date: string): string {
  return toDate(Date.parse(`${date}T00:00:00Z`) + DAY_MS);
}

function toDate(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 10);
}
