import {
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CodezError } from '../../core/errors.ts';

/** What a server says of itself as a protected resource. @see RFC 9728 */
export interface ProtectedResource {
  /** As the server spells it: what tokens are made for. */
  readonly resource: string;
  /** Authorization servers it takes tokens of; the first one is used. */
  readonly issuer: string;
  /** Scopes to ask for, separated by blanks. */
  readonly scope: string | undefined;
}

/**
 * Asks the server at `url` (its `/mcp`) how one signs in: by the challenge of its 401, else at the well-known addresses.
 * @throws CodezError `forbidden` when it speaks for another resource, `not_found` when it takes no tokens, `unavailable`
 */
export async function findProtectedResource(url: URL, fetch: FetchLike): Promise<ProtectedResource> {
  const { resourceMetadataUrl, scope } = await readChallenge(url, fetch);
  if (resourceMetadataUrl !== undefined && resourceMetadataUrl.origin !== url.origin) {
    throw new CodezError(
      'forbidden',
      `${url.origin} points to another host for what it is (${resourceMetadataUrl.origin})`,
      'Sign in only at servers you know; nothing was sent.',
    );
  }
  const found = await readProtectedResource(url, fetch, resourceMetadataUrl);
  if (!isResourceOf(found.resource, url)) {
    throw new CodezError(
      'forbidden',
      `The server at ${url.href} says it is ${found.resource}: a token for that one could be taken from you here`,
      `Use the address the server goes by, e.g. \`codez login ${found.resource}\`, if you trust that one.`,
    );
  }
  return { ...found, scope: scope ?? found.scope };
}

/**
 * Reads the protected-resource document of a server, without judging what it says of itself.
 * @throws CodezError `not_found` when it has none, `unavailable`
 */
export async function readProtectedResource(
  url: URL,
  fetch: FetchLike,
  resourceMetadataUrl?: URL,
): Promise<ProtectedResource> {
  const where = resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl };
  const document = await discoverOAuthProtectedResourceMetadata(url, where, fetch).catch((cause: unknown) => {
    if (cause instanceof CodezError) throw cause;
    throw new CodezError(
      'not_found',
      `${url.origin} does not say which authorization server it trusts`,
      'If it is a codez server of yours, set AUTHKIT_URL there; else use a host key: --key-file.',
      { cause },
    );
  });
  const issuer = document.authorization_servers?.[0];
  if (issuer === undefined) {
    throw new CodezError('not_found', `${url.origin} names no authorization server`, 'Use a host key: --key-file.');
  }
  return { resource: document.resource, issuer, scope: document.scopes_supported?.join(' ') };
}

/** Returns true when `resource` names the server at `url`: its origin, or this very address. */
export function isResourceOf(resource: string, url: URL): boolean {
  if (!URL.canParse(resource)) return false;
  const { origin, pathname, search, hash, username } = new URL(resource);
  const path = pathname.replace(/\/$/, '');
  const isPlain = search === '' && hash === '' && username === '';
  return isPlain && origin === url.origin && (path === '' || path === url.pathname.replace(/\/$/, ''));
}

async function readChallenge(url: URL, fetch: FetchLike): Promise<{ resourceMetadataUrl?: URL; scope?: string }> {
  // DELETE, PUT and POST could change something; a GET of /mcp without a session is refused at once.
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  return response.status === 401 ? extractWWWAuthenticateParams(response) : {};
}
