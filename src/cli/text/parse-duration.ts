import { CodezError } from '../../core/errors.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Returns the seconds of a duration like `90s`, `30m`, `24h` or `30d`; a bare number is seconds.
 * @throws CodezError `invalid` naming the option
 */
export function parseDuration(option: string, text: string): number {
  const [, digits = '', unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text.trim()) ?? [];
  const seconds = Number(digits) * (UNIT_SECONDS[unit] ?? 1);
  if (digits !== '' && seconds > 0) return seconds;
  throw new CodezError(
    'invalid',
    `${option}: ${JSON.stringify(text.slice(0, 40))} is no duration`,
    'Give one like 90s, 30m, 24h or 30d.',
  );
}
