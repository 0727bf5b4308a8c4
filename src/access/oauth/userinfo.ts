import { isSubject, type Proof } from './claims.ts';
import type { AskIssuer } from './issuer-exchange.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';
import type { TokenRefusal } from './token-verifier.ts';

const TOKEN_ERRORS = new Set<unknown>(['invalid_token', 'insufficient_scope', 'invalid_request']);

export interface UserinfoPlace {
  readonly url: string;
  /** True where the issuer does not name it and signs its tokens: there may be none. */
  readonly mayLack: boolean;
}

/**
 * Asks the issuer whose token it is, which is all that MCPAuthKit tells: neither audience nor scopes nor end.
 * @throws CodezError `unavailable` when there is no answer that can be relied on
 */
export async function askUserinfo(
  token: string,
  { url, mayLack }: UserinfoPlace,
  ask: AskIssuer,
  signal: AbortSignal,
): Promise<Proof | TokenRefusal> {
  // `Bearer` in this spelling only.
  const { status, json } = await ask({ url, headers: { authorization: `Bearer ${token}` } }, signal);
  const isRefused = (status === 400 || status === 403) && TOKEN_ERRORS.has(json?.['error']);
  if (status === 401 || isRefused) return { refused: 'wrong', reason: 'the issuer does not know the token' };
  if (mayLack && (status === 404 || status === 405)) {
    return { refused: 'wrong', reason: 'the issuer signs its tokens, and tells nothing of others' };
  }
  if (status !== 200) throw issuerUnavailable(`the issuer answers ${status} for userinfo`);
  const { sub, email } = json ?? {};
  if (!isSubject(sub) || !(email === undefined || email === null || typeof email === 'string')) {
    throw issuerUnavailable('the answer for userinfo cannot be read');
  }
  return { sub, audiences: [], scopes: undefined, expiresAt: undefined };
}
