import { CodezError } from '../core/errors.ts';
import type { RequestFacts } from './request-facts.ts';

/** What a request presents: a bearer credential, or something that is none (another scheme, nothing behind it). */
export type PresentedCredential = { readonly bearer: string } | { readonly bearer: undefined };

type Credentials = Pick<RequestFacts, 'authorizations' | 'apiKeys'>;

const BEARER = /^bearer[ \t]+([\x21-\x7e]+)$/i;
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * Returns the credential a request presents, undefined when it presents none. An `Authorization` header of any
 * scheme is one: what is presented decides, so it never falls back to loopback trust.
 * @throws CodezError 400 when two different ones are sent
 */
export function presentedCredential({ authorizations, apiKeys }: Credentials): PresentedCredential | undefined {
  if (authorizations.length === 0 && apiKeys.length === 0) return undefined;
  if (authorizations.length === 1 && apiKeys.length === 0) return { bearer: bearerOf(authorizations[0] as string) };
  const bearers = new Set([
    ...authorizations.map(bearerOf),
    ...apiKeys.map((value) => API_KEY.exec(value.trim())?.[0]),
  ]);
  const [bearer, second] = bearers;
  if (bearers.size < 2 && second === undefined) return { bearer };
  throw new CodezError('invalid', 'The request carries different credentials', 'Send one of them, once.', {
    http: 400,
    rpc: -32600,
  });
}

function bearerOf(authorization: string): string | undefined {
  return BEARER.exec(authorization.trim())?.[1];
}
