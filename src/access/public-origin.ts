import type { AccessRules, RequestFacts } from './request-facts.ts';

/** Returns the origin under which others know this server: the public URL's, else the one the request names. */
export function publicOrigin({ scheme, hosts }: RequestFacts, { publicUrl }: AccessRules): string {
  return publicUrl?.origin ?? `${scheme}://${hosts[0]?.toLowerCase() ?? 'localhost'}`;
}
