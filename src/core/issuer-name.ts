/** Characters of an issuer's URL at most. */
export const MAX_ISSUER = 255;

/**
 * Returns true for the URL of an authorization server: http or https, without user name, password, query and fragment.
 * @see RFC 8414 §2
 */
export function isIssuerUrl(text: string): boolean {
  if (text.length > MAX_ISSUER || /[?#\s]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, href } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && href.length <= MAX_ISSUER;
}

/**
 * Returns the one spelling under which an authorization server is compared and recorded: its URL as the URL standard
 * writes it, without a slash at its end. What is no URL stays as it is, and equals no issuer.
 */
export function toIssuerName(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/$/, '');
}
