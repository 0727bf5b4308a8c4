import { isRefusal } from '../access/oauth/token-verifier.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { createTokens } from './create-tokens.ts';
import type { LoggedIn } from './log-in.ts';

/** A token as the server of this data directory sees it. */
export interface ProvedToken {
  readonly sub: string;
  /** True when it proves that it was made for this server. */
  readonly isBound: boolean;
}

/**
 * Checks the token of a login exactly as the server will.
 * @throws CodezError `forbidden` when it would be refused, or is made out to somebody else; `unavailable`
 */
export async function proveToken(
  { issuer, login, sub }: LoggedIn,
  settings: Settings,
  clock: Clock,
): Promise<ProvedToken> {
  const tokens = await createTokens({ ...settings, authkitUrl: issuer }, clock);
  const use = { origin: new URL(login.resource).origin, isOursAlone: true, lane: undefined };
  const verdict = await tokens?.verify(login.access_token, use);
  if (verdict === undefined || isRefusal(verdict)) {
    const hint = 'Ask who runs it for tokens with the right audience, or for introspection of opaque ones.';
    throw new CodezError('forbidden', `${issuer} gave a token that this server must refuse: ${verdict?.reason}`, hint);
  }
  if (sub !== undefined && sub !== verdict.sub) {
    throw new CodezError('forbidden', `${issuer} names different people in its answers`, 'Ask who runs that server.');
  }
  return verdict;
}
