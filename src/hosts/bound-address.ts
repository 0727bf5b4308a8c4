import ipaddr from 'ipaddr.js';

/** An address as keys are bound to it. */
export interface BindableAddress {
  readonly family: 'ipv4' | 'ipv6';
  /** An IPv4 address, or the /64 network of an IPv6 one (`2001:db8:1:2::/64`), in its one spelling. */
  readonly network: string;
}

/** What a key is bound to, by family. */
export interface BoundAddresses {
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/**
 * How an address stands to a binding: `bound` is the right one, `free` is the first of its family, `moves` is another
 * one of a key that may roam, `foreign` is another one of a key that may not.
 */
export type AddressStanding = 'bound' | 'free' | 'moves' | 'foreign';

/** Bits of an IPv6 address that are one network: a machine changes the others as it likes. */
const NETWORK_PARTS = 4;

/**
 * Returns what a key would be bound to; undefined for what is no address. The `::ffff:` forms are the IPv4 address
 * they carry, zones are left out, and of IPv4 only the four decimal parts are taken.
 */
export function toBindable(address: string): BindableAddress | undefined {
  const text = address.replace(/%.*$/s, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { family: 'ipv4', network: ipaddr.IPv4.parse(text).toString() };
  }
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  if (parsed.isIPv4MappedAddress()) return { family: 'ipv4', network: parsed.toIPv4Address().toString() };
  const parts = parsed.parts.map((part, index) => (index < NETWORK_PARTS ? part : 0));
  return { family: 'ipv6', network: `${new ipaddr.IPv6(parts).toRFC5952String()}/64` };
}

/** Returns true for a network as {@link toBindable} writes it. */
export function isBindable(family: BindableAddress['family'], network: string): boolean {
  const found = toBindable(family === 'ipv6' ? network.replace(/\/64$/, '') : network);
  return found?.family === family && found.network === network;
}

/** Returns how `address` stands to what a key is bound to. */
export function standingOf(address: BindableAddress, bound: BoundAddresses, mayRoam: boolean): AddressStanding {
  const network = bound[address.family];
  if (network === undefined) return 'free';
  if (network === address.network) return 'bound';
  return mayRoam ? 'moves' : 'foreign';
}
