import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { toBindable } from '../hosts/bound-address.ts';

/** Longest text of an address with its zone that is looked at. */
const MAX_CHARACTERS = 64;

/**
 * Returns the canonical text of an IP address, undefined for anything else: no octal, short or decimal forms of IPv4;
 * IPv6 in its shortest form, lower case, without its zone; the IPv4 address inside an IPv4-mapped one.
 */
export function parseAddress(text: string): string | undefined {
  const family = text.length > MAX_CHARACTERS ? 0 : isIP(text);
  if (family === 4) return text;
  return family === 6 ? ipaddr.process(withoutZone(text)).toString() : undefined;
}

/** Returns whose address it is as far as limits go, as keys are bound: IPv4 itself, of IPv6 the /64 (`2001:db8:1:2::/64`). */
export function networkOf(address: string): string {
  return address.includes(':') ? (toBindable(address)?.network ?? address) : address;
}

/**
 * Returns whether an address lies in one of the networks (`10.0.0.0/8`, `::1`; mapped forms are the IPv4 they carry).
 * @throws Error for a network that is none: the settings have checked them
 */
export function createNetworkList(networks: readonly string[]): (address: string) => boolean {
  const ranges = networks.map(parseNetwork);
  return (address) => {
    if (ranges.length === 0 || isIP(address) === 0) return false;
    const parsed = ipaddr.process(withoutZone(address));
    return ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
  };
}

function parseNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const network = text.includes('/') ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`;
  const [address, bits] = ipaddr.parseCIDR(network);
  const isMapped = address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();
  return isMapped && bits >= 96 ? [(address as ipaddr.IPv6).toIPv4Address(), bits - 96] : [address, bits];
}

function withoutZone(address: string): string {
  const at = address.indexOf('%');
  return at === -1 ? address : address.slice(0, at);
}
