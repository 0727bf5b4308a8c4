import { discoverAuthorizationServerMetadata } from '@modelcontextprotocol/sdk/client/auth.js';
import type { AuthorizationServerMetadata } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CodezError } from '../../core/errors.ts';
import { findForeignEndpoint } from '../../core/foreign-endpoint.ts';
import { toIssuerName } from '../../core/issuer-name.ts';
import { isUnencrypted } from '../../core/loopback-name.ts';

/** An authorization server, with metadata that was found to be its own. */
export interface Issuer {
  /** As its metadata spells it. */
  readonly name: string;
  readonly metadata: AuthorizationServerMetadata;
  /** True when it promises to name itself in its answers. @see RFC 9207 */
  readonly namesItself: boolean;
}

/**
 * Loads the metadata of an authorization server.
 * @throws CodezError `unavailable` when there is none, `forbidden` when it names another issuer or leads to another host
 */
export async function findIssuer(name: string, fetch: FetchLike, allowsPlain = false): Promise<Issuer> {
  if (!URL.canParse(name) || !/^https?:$/.test(new URL(name).protocol)) {
    throw new CodezError('forbidden', `${name} is no address of an authorization server`, 'It must be https or http.');
  }
  if (isUnencrypted(new URL(name)) && !allowsPlain) {
    const hint = 'Use a server whose authorization server has an https address.';
    throw new CodezError('forbidden', `${name} is not encrypted: who listens could sign in as you`, hint);
  }
  const metadata = await discoverAuthorizationServerMetadata(name, { fetchFn: fetch }).catch((cause: unknown) => {
    if (cause instanceof CodezError) throw cause;
    throw noMetadata(name, cause);
  });
  if (metadata === undefined) throw noMetadata(name);
  if (toIssuerName(metadata.issuer) !== toIssuerName(name)) {
    throw mixedUp(`The metadata of ${name} is that of ${metadata.issuer}`);
  }
  const foreign = findForeignEndpoint(metadata, new URL(name));
  if (foreign !== undefined) throw mixedUp(`The ${foreign} of ${name} is on another host`);
  const namesItself = (metadata as Record<string, unknown>)['authorization_response_iss_parameter_supported'] === true;
  return { name: metadata.issuer, metadata, namesItself };
}

function mixedUp(message: string): CodezError {
  return new CodezError('forbidden', message, 'Somebody may stand between; nothing was sent. Check the address.');
}

function noMetadata(name: string, cause?: unknown): CodezError {
  const hint = 'Check the address: an OAuth 2.1 authorization server has metadata below /.well-known/.';
  return new CodezError('unavailable', `${name} has no usable authorization-server metadata`, hint, { cause });
}
