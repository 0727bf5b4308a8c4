import { parseSeconds } from '../../core/duration.ts';
import { CodezError } from '../../core/errors.ts';

/**
 * Returns the seconds of a duration like `90s`, `30m`, `24h`, `30d` or `2w`; a bare number is seconds.
 * @throws CodezError `invalid` naming the option
 */
export function parseDuration(option: string, text: string): number {
  const seconds = parseSeconds(text.trim());
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new CodezError(
    'invalid',
    `${option}: ${JSON.stringify(text.slice(0, 40))} is no duration`,
    'Give one like 90s, 30m, 24h or 30d.',
  );
}
