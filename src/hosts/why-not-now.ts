import { CodezError } from '../core/errors.ts';
import type { KeyHolder } from './key-holder.ts';

/** Returns why a holder is not let in now wherever it calls from, undefined when it is. */
export function whyNotNow(
  { kind, enabled, expires_at: until }: KeyHolder,
  now: number,
  what: 'API key' | 'User' = 'API key',
): CodezError | undefined {
  if (!enabled) {
    return new CodezError('forbidden', `${what} disabled`, `The owner enables it with \`codez ${kind} enable NAME\`.`);
  }
  if (until !== undefined && now >= until) {
    const hint = `The owner prolongs it with \`codez ${kind} update NAME --expires TIME\`.`;
    return new CodezError('forbidden', `${what} expired`, hint);
  }
  return undefined;
}
