/** Returns the query of the address that a person copied out of the browser, undefined when it is another address. */
export function parsePastedAddress(line: string, redirectUri: string): URLSearchParams | undefined {
  // Terminals wrap long lines, and quotes come along from elsewhere.
  const text = line.replace(/\s+/g, '').replace(/^['"<]|['">]$/g, '');
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname, searchParams } = new URL(text);
  const expected = new URL(redirectUri);
  return origin === expected.origin && pathname === expected.pathname ? searchParams : undefined;
}
