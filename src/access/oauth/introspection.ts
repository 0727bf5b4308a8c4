import { type ClaimRules, judgeClaims, type Proof } from './claims.ts';
import type { AskIssuer, IssuerQuestion } from './issuer-exchange.ts';
import type { IssuerMetadata } from './issuer-metadata.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';
import type { TokenRefusal } from './token-verifier.ts';

/** How this server proves itself to an issuer that answers introspection to its clients only. */
export interface IntrospectionClient {
  readonly id: string;
  readonly secret: string | undefined;
}

/**
 * Asks the issuer about a token. @see RFC 7662
 * @throws CodezError `unavailable` when there is no answer that can be relied on
 */
export async function introspect(
  token: string,
  endpoint: string,
  auth: IssuerMetadata['introspectionAuth'],
  client: IntrospectionClient | undefined,
  ask: AskIssuer,
  rules: ClaimRules,
  signal: AbortSignal,
): Promise<Proof | TokenRefusal> {
  const { status, json } = await ask(introspectionQuestion(token, endpoint, auth, client), signal);
  if (status === 401 || status === 403) {
    throw issuerUnavailable(
      'the issuer answers introspection to its clients only: set AUTHKIT_CLIENT_ID and its secret',
    );
  }
  if (status !== 200) throw issuerUnavailable(`the issuer answers ${status} to introspection`);
  if (typeof json?.['active'] !== 'boolean') throw issuerUnavailable('the answer to introspection cannot be read');
  if (!json['active']) return { refused: 'wrong', reason: 'the issuer says that the token is not active' };
  return judgeClaims(json, rules);
}

/** Returns the request that asks about the token; `basic` credentials are form-encoded first (RFC 6749 §2.3.1). */
export function introspectionQuestion(
  token: string,
  url: string,
  auth: IssuerMetadata['introspectionAuth'],
  client: IntrospectionClient | undefined,
): IssuerQuestion {
  const form = new URLSearchParams({ token, token_type_hint: 'access_token' });
  if (client === undefined) return { url, form };
  const { id, secret } = client;
  if (secret !== undefined && auth === 'basic') {
    const pair = `${formEncode(id)}:${formEncode(secret)}`;
    return { url, form, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
  }
  form.set('client_id', id);
  if (secret !== undefined) form.set('client_secret', secret);
  return { url, form };
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
