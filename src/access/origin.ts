import { CodezError } from '../core/errors.ts';
import type { AccessRules, RequestFacts } from './request-facts.ts';

/** The JSON-RPC code of a refused origin on `/mcp`. */
const ORIGIN_NOT_ALLOWED = -32099;

/**
 * Returns the allowed origin of a request, undefined when it carries none.
 * @throws CodezError `forbidden` for any other origin, `null` included
 */
export function checkOrigin(facts: RequestFacts, rules: AccessRules): string | undefined {
  const header = facts.headers['origin'];
  if (header === undefined) return undefined;
  const origin = typeof header === 'string' ? serialiseOrigin(header) : undefined;
  if (origin !== undefined) {
    if (origin === serialiseOrigin(`${facts.scheme}://${facts.hosts[0]}`)) return origin;
    if (origin === rules.publicUrl?.origin) return origin;
    if (rules.allowedOrigins.has(origin)) return origin;
  }
  throw new CodezError('forbidden', 'Origin not allowed', 'Add this origin to MCP_ALLOWED_ORIGINS if you trust it.', {
    rpc: ORIGIN_NOT_ALLOWED,
  });
}

/** Returns scheme, host and non-default port of an `http(s)` origin, undefined for anything else. */
export function serialiseOrigin(text: string): string | undefined {
  if (!/^https?:\/\/[^/?#@\\\s]+$/i.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text).origin : undefined;
}
