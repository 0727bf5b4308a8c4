import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Longest text of an address with its zone that is looked at. */
const MAX_CHARACTERS = 64;
const IPV6_NETWORK_GROUPS = 4;

/**
 * Returns the canonical text of an IP address, undefined for anything else: no octal, short or decimal forms of IPv4;
 * IPv6 in its shortest form, lower case, without its zone; the IPv4 address inside an IPv4-mapped one.
 */
export function parseAddress(text: string): string | undefined {
  const family = text.length > MAX_CHARACTERS ? 0 : isIP(text);
  if (family === 4) return text;
  return family === 6 ? ipaddr.process(withoutZone(text)).toString() : undefined;
}

/** Returns whose address it is as far as limits go: an IPv4 address itself, of IPv6 its /64 as `2001:db8:1:2::/64`. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const plain = parseAddress(address);
  if (plain === undefined || !plain.includes(':')) return plain ?? address;
  const parts = ipaddr.IPv6.parse(plain).parts.map((part, at) => (at < IPV6_NETWORK_GROUPS ? part : 0));
  return `${new ipaddr.IPv6(parts).toString()}/64`;
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
