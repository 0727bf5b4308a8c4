import { CodezError } from '../core/errors.ts';
import { isIssuerUrl, toIssuerName } from '../core/issuer-name.ts';

/**
 * Returns an issuer that a person names as it is kept.
 * @throws CodezError `invalid` for what is no http or https URL, or has user name, password, query or fragment
 */
export function parseIssuer(text: string): string {
  if (isIssuerUrl(text)) return toIssuerName(text);
  throw new CodezError(
    'invalid',
    'issuer: must be the http or https URL of an authorization server, without user name, query and fragment',
    'Give it as its metadata names it, e.g. https://auth.example.com.',
    { fields: { issuer: ['is no URL of an authorization server'] } },
  );
}
