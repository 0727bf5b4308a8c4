import { plainAddress } from './address.ts';
import { createNetworkList, parseAddress } from './network.ts';
import type { RequestFacts } from './request-facts.ts';

/** Longer chains of trusted proxies do not exist: who sends one is up to something. */
const MAX_HOPS = 32;
/** Longest entry that may be an address: with zone, brackets and port. */
const MAX_ENTRY_CHARACTERS = 80;

/** Returns the address a request comes from, in canonical text; empty for the Unix socket. */
export type ClientAddress = (facts: Pick<RequestFacts, 'peerAddress' | 'headers'>) => string;

/**
 * Returns a look-up of a request's client: the peer of its connection, or, where that is a trusted proxy, the right-most
 * address of `X-Forwarded-For` that is none. The peer again when an entry on the way there is no address, or none is left.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = createNetworkList(trustedProxies);
  return ({ peerAddress, headers }) => {
    const peer = plainAddress(peerAddress);
    if (trustedProxies.length === 0) return peer;
    const forwarded = headers['x-forwarded-for'];
    if (forwarded === undefined || !isTrusted(peer)) return peer;
    return rightMostUntrusted(typeof forwarded === 'string' ? forwarded : forwarded.join(','), isTrusted) ?? peer;
  };
}

/** Reads from the right only as far as needed: what stands further left is anybody's word. */
function rightMostUntrusted(list: string, isTrusted: (address: string) => boolean): string | undefined {
  let end = list.length;
  for (let hop = 0; hop < MAX_HOPS && end >= 0; hop++) {
    const comma = end === 0 ? -1 : list.lastIndexOf(',', end - 1);
    const address = parseHop(list.slice(comma + 1, end));
    if (address === undefined || !isTrusted(address)) return address;
    end = comma;
  }
  return undefined;
}

/** An address, with a port or without: `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. */
function parseHop(entry: string): string | undefined {
  const text = entry.trim();
  if (text.length > MAX_ENTRY_CHARACTERS) return undefined;
  const [, bracketed, ipv4] = /^(?:\[([^\]]*:[^\]]*)\]|([\d.]+))(?::\d{1,5})?$/.exec(text) ?? [];
  return parseAddress(bracketed ?? ipv4 ?? text);
}
