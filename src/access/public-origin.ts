import { plainAddress } from './address.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';

/** What stands in a quoted string of a header as it is. */
const PLAIN = /^https?:\/\/[a-z0-9._:[\]-]+$/i;

/** What of a request names this server. */
export type Naming = Pick<RequestFacts, 'scheme' | 'hosts' | 'peerAddress' | 'headers'>;

/** What requests named last, which is what nearly all of them name. */
let last = { named: '', origin: '' };

/** Returns the origin under which others know this server: the public URL's, else the one the request names. */
export function publicOrigin(facts: Naming, rules: Pick<AccessRules, 'publicUrl' | 'isTrustedProxy'>): string {
  if (rules.publicUrl !== undefined) return rules.publicUrl.origin;
  const scheme = schemeOf(facts, rules);
  // On the Unix socket nobody has judged what the request names.
  const named = `${scheme}://${facts.hosts[0]}`;
  if (named !== last.named) {
    last = {
      named,
      origin: PLAIN.test(named) && URL.canParse(named) ? new URL(named).origin : `${scheme}://localhost`,
    };
  }
  return last.origin;
}

/** A proxy that encrypts says so; nobody else is believed. */
function schemeOf(
  { scheme, peerAddress, headers }: Naming,
  { isTrustedProxy }: Pick<AccessRules, 'isTrustedProxy'>,
): RequestFacts['scheme'] {
  const forwarded = headers['x-forwarded-proto'];
  if (forwarded === undefined || !isTrustedProxy(plainAddress(peerAddress))) return scheme;
  return /(?:^|,)\s*https\s*$/i.test(String(forwarded)) ? 'https' : scheme;
}
