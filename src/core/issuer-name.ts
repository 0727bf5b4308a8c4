/**
 * Returns the one spelling under which an authorization server is compared and recorded: its URL as the URL standard
 * writes it, without a slash at its end. What is no URL stays as it is, and equals no issuer.
 */
export function toIssuerName(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/$/, '');
}
