import { isLoopbackAddress } from './address.ts';
import { DEFAULT_PORTS, LOOPBACK_NAMES, parseHost } from './host.ts';
import { hasForwardingHeader } from './loopback.ts';
import type { TokenAudience } from './oauth/token-verifier.ts';
import { publicOrigin } from './public-origin.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';

/**
 * Returns what the token of a request must be meant for. Without a public URL the request itself names it, and whoever
 * replays a token would name the server it was made for: only a name that nobody else goes by proves anything.
 */
export function tokenAudience(facts: RequestFacts, rules: AccessRules): TokenAudience {
  return { origin: publicOrigin(facts, rules), isOursAlone: rules.publicUrl !== undefined || isOurName(facts, rules) };
}

/** Loopback names are every machine's, and other ports of a host are other servers. */
function isOurName(facts: RequestFacts, { allowedHosts }: AccessRules): boolean {
  if (facts.door === 'unix') return true;
  const [text = ''] = facts.hosts;
  const host = parseHost(text);
  if (host === undefined) return false;
  const isOurPort = (host.port ?? DEFAULT_PORTS[facts.scheme]) === facts.localPort;
  if (LOOPBACK_NAMES.has(host.hostname)) {
    return isOurPort && isLoopbackAddress(facts.peerAddress) && !hasForwardingHeader(facts);
  }
  const isDefaultPort = host.port === undefined || host.port === DEFAULT_PORTS[facts.scheme];
  return isOurPort || isDefaultPort || allowedHosts.includes(text.toLowerCase());
}
