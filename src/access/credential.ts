import { CodezError } from '../core/errors.ts';
import type { RequestFacts } from './request-facts.ts';

/**
 * Returns the credential a request presents, undefined when it presents none. An `Authorization` header of any
 * scheme is one: what is presented decides, so it never falls back to loopback trust.
 * @throws CodezError 400 when two different ones are sent
 */
export function presentedCredential(facts: Pick<RequestFacts, 'headers'>): string | undefined {
  const authorization = single(facts.headers['authorization']);
  const apiKey = single(facts.headers['x-api-key']);
  const bearer = authorization === undefined ? undefined : authorization.replace(/^bearer\s+/i, '').trim();
  if (bearer !== undefined && apiKey !== undefined && bearer !== apiKey.trim()) {
    throw new CodezError('invalid', 'Authorization and X-API-Key carry different credentials', 'Send one of them.', {
      http: 400,
      rpc: -32600,
    });
  }
  return bearer ?? apiKey?.trim();
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}
