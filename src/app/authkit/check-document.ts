import type { HomePaths } from '../../config/paths.ts';
import { reachableSocketPath } from '../../config/socket-path.ts';
import { CodezError } from '../../core/errors.ts';
import { toIssuerName } from '../../core/issuer-name.ts';
import { createBoundedFetch, LOGIN_BOUNDS } from '../../mcp/oauth-client/bounded-fetch.ts';
import { type ProtectedResource, readProtectedResource } from '../../mcp/oauth-client/protected-resource.ts';
import { readServerRecord } from '../server-record.ts';
import { isSameResource } from './register-server.ts';

/** What the server says of itself, compared with what shall be registered. */
export type DocumentCheck =
  | { readonly state: 'matches' }
  | { readonly state: 'unreachable' | 'other-issuer'; readonly why: string };

export interface CheckedResource {
  readonly resourceUrl: string;
  readonly issuer: string;
  readonly paths: HomePaths;
  readonly signal: AbortSignal;
}

/**
 * Reads the protected-resource document of this server, over its socket where it runs here, and compares it.
 * @throws CodezError `conflict` when it names another resource: clients would ask for tokens for that one
 */
export async function checkDocument({ resourceUrl, issuer, paths, signal }: CheckedResource): Promise<DocumentCheck> {
  let document: ProtectedResource;
  try {
    document = await readDocument(new URL(resourceUrl), paths, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof CodezError)) throw error;
    return { state: 'unreachable', why: error.message };
  }
  if (!isSameResource(document.resource, resourceUrl)) {
    throw new CodezError(
      'conflict',
      `The server at ${resourceUrl} says it is ${document.resource}: its tokens would be for another resource`,
      'Set CODEZ_MCP_URL there (and restart it), or give the right --resource-url. Nothing was registered.',
    );
  }
  if (toIssuerName(document.issuer) !== toIssuerName(issuer)) {
    return { state: 'other-issuer', why: `it takes tokens of ${document.issuer}, not of ${issuer}` };
  }
  return { state: 'matches' };
}

async function readDocument(url: URL, paths: HomePaths, signal: AbortSignal): Promise<ProtectedResource> {
  const record = await readServerRecord(paths);
  if (record === undefined)
    return await readProtectedResource(url, await createBoundedFetch({ ...LOGIN_BOUNDS, signal }));
  const reachable = reachableSocketPath(paths.serverSocket, process.platform);
  try {
    const fetch = await createBoundedFetch({ ...LOGIN_BOUNDS, signal, socketPath: reachable.path });
    // The socket speaks plain HTTP; the Host is the one that clients will name.
    const address = new URL(url);
    address.protocol = 'http:';
    return await readProtectedResource(address, fetch);
  } finally {
    reachable.release();
  }
}
