import { CodezError } from '../core/errors.ts';
import type { KeyHolder } from './key-holder.ts';

/** Returns why a holder is not let in now wherever it calls from, undefined when it is. */
export function whyNotNow({ kind, enabled, expires_at: until }: KeyHolder, now: number): CodezError | undefined {
  if (!enabled) {
    return new CodezError('forbidden', 'API key disabled', `The owner enables it with \`codez ${kind} enable NAME\`.`);
  }
  if (until !== undefined && now >= until) {
    return new CodezError(
      'forbidden',
      'API key expired',
      `The owner issues a new one with \`codez ${kind} rotate NAME\`.`,
    );
  }
  return undefined;
}
