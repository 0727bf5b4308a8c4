import type { CodezError } from '../core/errors.ts';
import { TOKEN_SCOPE } from '../core/scopes.ts';
import { type Naming, publicOrigin } from './public-origin.ts';
import type { AccessRules } from './request-facts.ts';

/** Where the metadata of the whole server is; that of the MCP endpoint has the endpoint's path behind it. */
export const RESOURCE_PATH = '/.well-known/oauth-protected-resource';

/** Says which authorization server gives tokens for this one. @see RFC 9728 §2 */
export interface ResourceDocument {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly string[];
}

/** What is said of this server to clients that have to get a token. */
export interface ProtectedResource {
  /** Returns the document of the server (`''`) or of its MCP endpoint (`/mcp`). */
  document(facts: Naming, path: '' | '/mcp'): ResourceDocument;
  /**
   * Returns the challenge that goes with a refusal: where to learn who gives tokens, and what scope is needed; undefined
   * where another token would not help.
   */
  challenge(facts: Naming, path: '' | '/mcp', error: CodezError): string | undefined;
}

/** Returns what is said of this server, whose tokens come from `issuer`. */
export function createProtectedResource(issuer: string, rules: AccessRules): ProtectedResource {
  return {
    document: (facts, path) => ({
      resource: publicOrigin(facts, rules) + path,
      authorization_servers: [issuer],
      scopes_supported: [TOKEN_SCOPE],
      bearer_methods_supported: ['header'],
    }),
    challenge: (facts, path, { code, missingScope }) => {
      const metadata = `resource_metadata="${publicOrigin(facts, rules)}${RESOURCE_PATH}${path}"`;
      if (code === 'unauthenticated') return `Bearer ${metadata}, scope="${TOKEN_SCOPE}"`;
      if (missingScope === undefined) return undefined;
      return `Bearer error="insufficient_scope", scope="${missingScope}", ${metadata}`;
    },
  };
}
