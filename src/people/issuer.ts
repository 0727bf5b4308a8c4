import { CodezError } from '../core/errors.ts';
import { toIssuerName } from '../core/issuer-name.ts';

/** Characters of an issuer at most, and of a subject: together they fit a key of the store. */
export const MAX_ISSUER = 255;
export const MAX_SUBJECT = 255;

/**
 * Returns an issuer that a person names as it is kept.
 * @throws CodezError `invalid` for what is no http or https URL, or has user name, password, query or fragment
 */
export function parseIssuer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isIssuer =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '' &&
    !/[?#\s]/.test(text);
  if (isIssuer && url.href.length <= MAX_ISSUER) return toIssuerName(text);
  throw new CodezError(
    'invalid',
    'issuer: must be the http or https URL of an authorization server, without user name, query and fragment',
    'Give it as its metadata names it, e.g. https://auth.example.com.',
    { fields: { issuer: ['is no URL of an authorization server'] } },
  );
}
