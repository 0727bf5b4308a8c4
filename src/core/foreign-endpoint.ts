/**
 * Returns the name of an endpoint in an issuer's metadata that is not at the issuer's own origin, undefined when there is
 * none: what is sent there would go to somebody else. Endpoints are the fields that say so, and `further` ones.
 */
export function findForeignEndpoint(
  metadata: object,
  { origin }: URL,
  further: readonly string[] = [],
): string | undefined {
  const isEndpoint = (name: string): boolean => name.endsWith('_endpoint') || further.includes(name);
  const isAtIssuer = (value: unknown): boolean =>
    typeof value === 'string' && URL.canParse(value) && new URL(value).origin === origin;
  const found = Object.entries(metadata).find(
    ([name, value]) => isEndpoint(name) && value !== undefined && value !== null && !isAtIssuer(value),
  );
  return found?.[0].slice(0, 64);
}
