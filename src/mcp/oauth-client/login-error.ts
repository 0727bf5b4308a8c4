import { OAuthError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { CodezError } from '../../core/errors.ts';
import { quotedLine } from '../../core/quoted-line.ts';

/** Returns the error of an exchange with an issuer in words: what it said, never what was sent. */
export function toLoginError(cause: unknown, what: string): CodezError {
  if (cause instanceof CodezError) return cause;
  if (cause instanceof OAuthError) {
    const why = cause.message === '' ? cause.errorCode : `${cause.errorCode}: ${cause.message}`;
    const code =
      cause.errorCode === 'server_error' || cause.errorCode === 'temporarily_unavailable' ? 'unavailable' : 'forbidden';
    return new CodezError(
      code,
      `${what} (${quotedLine(why, 300)})`,
      'Run the login again; if it stays, ask who runs that server.',
    );
  }
  return new CodezError('unavailable', `${what}: its answer is not what OAuth 2.1 says`, 'Ask who runs that server.', {
    cause,
  });
}

/** Returns true when the issuer does not know the client any more. */
export function isUnknownClient(cause: unknown): boolean {
  return cause instanceof OAuthError && ['invalid_client', 'unauthorized_client'].includes(cause.errorCode);
}

/** Returns true when the issuer does not take the code or the refresh token. */
export function isInvalidGrant(cause: unknown): boolean {
  return cause instanceof OAuthError && cause.errorCode === 'invalid_grant';
}
