import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { CodezError } from '../../core/errors.ts';

/** What may stand in an Authorization header. @see RFC 6750 §2.1 */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;

/** Ten years: what lasts longer than that is no time that can be written down. */
const MAX_SECONDS = 10 * 365 * 24 * 3600;

/** Tokens as they are kept. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  /** Milliseconds since the epoch. */
  readonly obtained_at: number;
  readonly expires_at?: number;
}

/** Returns what is kept of an issuer's answer. @throws CodezError `unavailable` when it holds no usable bearer token */
export function toTokenAnswer(tokens: OAuthTokens, issuer: string, now: number): TokenAnswer {
  const { access_token, refresh_token, token_type, expires_in, scope } = tokens;
  if (token_type.toLowerCase() !== 'bearer' || !TOKEN.test(access_token)) {
    throw new CodezError('unavailable', `${issuer} gave no bearer token`, 'Ask who runs that server.');
  }
  const isTimed = expires_in !== undefined && Number.isFinite(expires_in) && expires_in >= 0;
  return {
    access_token,
    obtained_at: now,
    ...(refresh_token === undefined || !TOKEN.test(refresh_token) ? {} : { refresh_token }),
    ...(scope === undefined ? {} : { scope }),
    ...(isTimed ? { expires_at: now + Math.min(expires_in, MAX_SECONDS) * 1000 } : {}),
  };
}
