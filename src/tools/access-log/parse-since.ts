import { parseSeconds } from '../../core/duration.ts';
import { isMoment, parsePeriod } from '../sessions/period.ts';

/** A bare number is none: it could be meant as a year or as a time. */
const AGE = /^\d{1,6}[smhdw]$/;

/** Returns true for an age (`90s`, `15m`, `1h`, `7d`, `2w`), a date, or a time with its offset. */
export function isSince(text: string): boolean {
  return AGE.test(text) || isMoment(text);
}

/** Returns what it means, in milliseconds: an age, or a moment since the epoch. Dates are those of UTC. */
export function parseSince(text: string): { readonly maxAgeMs: number } | { readonly since: number } {
  const seconds = AGE.test(text) ? parseSeconds(text) : undefined;
  if (seconds !== undefined) return { maxAgeMs: seconds * 1000 };
  return { since: parsePeriod({ since: text, timeZone: 'UTC' }).since ?? 0 };
}
