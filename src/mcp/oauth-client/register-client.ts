import { registerClient as register } from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CodezError } from '../../core/errors.ts';
import type { Issuer } from './issuer.ts';
import type { KeptClient } from './kept-logins.ts';
import { toLoginError } from './login-error.ts';

/** A secret that ends this soon is not used for a login any more. */
const SPARE_MS = 24 * 3600 * 1000;

/** Returns true when a client that was registered before serves a login that comes back to `redirectUri`. */
export function isUsable(client: KeptClient | undefined, redirectUri: string, now: number): client is KeptClient {
  return client?.redirect_uri === redirectUri && (client.ends_at === undefined || client.ends_at > now + SPARE_MS);
}

/**
 * Registers codez at an issuer for logins that come back to `redirectUri`. @see RFC 7591
 * @throws CodezError `unavailable` when the issuer does not register clients
 */
export async function registerClient(
  { name, metadata }: Issuer,
  { redirectUri, scope }: { readonly redirectUri: string; readonly scope: string | undefined },
  fetch: FetchLike,
): Promise<KeptClient> {
  if (metadata.registration_endpoint === undefined) {
    const hint = 'Ask who runs it whether it can register clients by itself (RFC 7591), or use a host key: --key-file.';
    throw new CodezError('unavailable', `${name} does not let programs register themselves`, hint);
  }
  const methods = metadata.token_endpoint_auth_methods_supported;
  const clientMetadata = {
    client_name: 'codez',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    // Loopback addresses are those of a native application. @see OpenID Connect Registration 1.0 §2
    application_type: 'native',
    ...(methods === undefined || methods.includes('none') ? { token_endpoint_auth_method: 'none' } : {}),
    ...(scope === undefined ? {} : { scope }),
  };
  const client = await register(name, { metadata, clientMetadata, fetchFn: fetch }).catch((cause: unknown) => {
    throw toLoginError(cause, `${name} did not register codez`);
  });
  const { client_id, client_secret, token_endpoint_auth_method, client_secret_expires_at: ends = 0 } = client;
  return {
    client_id,
    redirect_uri: redirectUri,
    ...(client_secret === undefined ? {} : { client_secret }),
    ...(token_endpoint_auth_method === undefined ? {} : { token_endpoint_auth_method }),
    ...(client_secret === undefined || ends === 0 ? {} : { ends_at: ends * 1000 }),
  };
}
