const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Returns the IPv4 address inside an IPv4-mapped IPv6 one, else the address without its zone; as the system prints them. */
export function plainAddress(address: string): string {
  if (!address.includes(':')) return address;
  return MAPPED.exec(address)?.[1] ?? address.replace(/%.*$/s, '');
}

/** Returns true for 127.0.0.0/8 and ::1, mapped forms included, as the system prints them. */
export function isLoopbackAddress(address: string): boolean {
  if (address === '127.0.0.1') return true;
  const plain = plainAddress(address);
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain);
}
