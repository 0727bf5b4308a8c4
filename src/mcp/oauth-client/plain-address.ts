/** Returns true for an address that others on the way can read: http to another machine. */
export function isPlain({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
}
