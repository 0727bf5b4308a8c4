import { BlockList } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Returns the IPv4 address inside an IPv4-mapped IPv6 one, else the address without its zone. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address.replace(/%.*$/, '');
}

/** Returns true for 127.0.0.0/8 and ::1, mapped forms included. */
export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address);
  return LOOPBACK.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}
