import type { FastifyInstance } from 'fastify';
import { type ProtectedResource, RESOURCE_PATH, type ResourceDocument } from '../../access/protected-resource.ts';
import { CodezError } from '../../core/errors.ts';

/** `/.well-known/oauth-protected-resource`: who gives tokens for this server; anybody may read it. @see RFC 9728 §3 */
export async function protectedResourceRoutes(
  scope: FastifyInstance,
  { resource, scheme }: { resource?: ProtectedResource | undefined; scheme: 'http' | 'https' },
): Promise<void> {
  const config = { area: 'public' } as const;
  for (const path of ['', '/mcp'] as const) {
    scope.get(`${RESOURCE_PATH}${path}`, { config }, async ({ headers, socket }): Promise<ResourceDocument> => {
      if (resource === undefined) throw noIssuer();
      const hosts = headers.host === undefined ? [] : [headers.host];
      return resource.document({ scheme, hosts, headers, peerAddress: socket.remoteAddress ?? '' }, path);
    });
  }
}

function noIssuer(): CodezError {
  return new CodezError(
    'not_found',
    'This server takes no tokens: no authorization server is configured',
    'Its owner sets one with AUTHKIT_URL; host keys are taken without.',
  );
}
