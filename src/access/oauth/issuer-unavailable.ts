import { CodezError } from '../../core/errors.ts';

const RETRY_AFTER_SECONDS = 5;

/** The issuer could not be asked, so nobody is let in on its word; `reason` is for the log, never for the reply. */
export function issuerUnavailable(reason: string): CodezError {
  return new CodezError(
    'unavailable',
    'The authorization server could not be asked about this token',
    'Try again in a moment; the server log has the reason.',
    { cause: reason, retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
