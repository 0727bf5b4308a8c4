import { isLoopbackAddress } from './address.ts';
import type { HostForm } from './host.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';

const FORWARDING_HEADERS = new Set(['forwarded', 'x-real-ip', 'via', 'cdn-loop', 'true-client-ip']);
const FORWARDING_PREFIXES = ['x-forwarded-', 'cf-', 'x-original-', 'tailscale-'] as const;
const OWN_PAGES = new Set<unknown>([undefined, 'none', 'same-origin']);

/**
 * Returns why a request without a credential is not trusted as the owner's own, undefined when it is: a direct
 * connection of this machine's own user, named by a loopback name, and not sent by a foreign web page.
 */
export function whyNotLocal(facts: RequestFacts, rules: AccessRules, host: HostForm): string | undefined {
  if (rules.loopback === 'off') return 'loopback trust is off';
  if (!isLoopbackAddress(facts.peerAddress)) return 'the peer is another machine';
  if (host !== 'loopback') return 'Host is no loopback name with our port';
  const forwarding = forwardingHeaderOf(facts);
  if (forwarding !== undefined) return `the header ${forwarding} shows a proxy`;
  if (!OWN_PAGES.has(facts.headers['sec-fetch-site'])) return 'a foreign web page sent it';
  if (facts.peerUser === 'other') return 'the connection belongs to another user of this machine';
  return undefined;
}

/** Returns true when a proxy or tunnel has left its header. */
export function hasForwardingHeader(facts: RequestFacts): boolean {
  return forwardingHeaderOf(facts) !== undefined;
}

function forwardingHeaderOf({ headers }: RequestFacts): string | undefined {
  return Object.keys(headers).find(isForwardingHeader);
}

/** Returns true for headers that proxies and tunnels add; their presence counts, never their value. */
export function isForwardingHeader(name: string): boolean {
  return FORWARDING_HEADERS.has(name) || FORWARDING_PREFIXES.some((prefix) => name.startsWith(prefix));
}
