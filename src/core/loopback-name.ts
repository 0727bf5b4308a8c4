/** Returns true for what names this machine alone: `localhost`, 127.0.0.0/8 and ::1, in the brackets of a URL or without. */
export function isLoopbackName(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
}

/** Returns true for an address that others on the way can read: http to another machine. */
export function isUnencrypted({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopbackName(hostname);
}
