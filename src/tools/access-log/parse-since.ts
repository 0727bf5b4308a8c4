import { isMoment, parsePeriod } from '../sessions/period.ts';

const AGE = /^(\d{1,6})([smhdw])$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Returns true for an age (`90s`, `15m`, `1h`, `7d`, `2w`), a date, or a time with its offset. */
export function isSince(text: string): boolean {
  return AGE.test(text) || isMoment(text);
}

/** Returns what it means, in milliseconds: an age, or a moment since the epoch. Dates are those of UTC. */
export function parseSince(text: string): { readonly maxAgeMs: number } | { readonly since: number } {
  const [, count, unit = ''] = AGE.exec(text) ?? [];
  if (count !== undefined) return { maxAgeMs: Number(count) * (UNIT_MS[unit] ?? 0) };
  return { since: parsePeriod({ since: text, timeZone: 'UTC' }).since ?? 0 };
}
