import { systemClock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import { LocalDays } from '../../core/local-days.ts';

/**
 * Returns the time zone of the days, this machine's unless one is given, and the day it is there.
 * @throws CodezError `invalid`
 */
export function resolveTimeZone(given?: string): { readonly timeZone: string; readonly today: string } {
  const timeZone = given ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return { timeZone, today: new LocalDays(timeZone).dayOf(systemClock()) };
  } catch {
    // A machine may not know where it is.
    if (given === undefined) return resolveTimeZone('UTC');
    throw new CodezError(
      'invalid',
      `--time-zone is ${JSON.stringify(given).slice(0, 50)}, which is no time zone`,
      'Write e.g. Europe/Berlin or UTC.',
    );
  }
}
