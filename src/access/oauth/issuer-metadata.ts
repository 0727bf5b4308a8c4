import { findForeignEndpoint } from '../../core/foreign-endpoint.ts';
import { toIssuerName } from '../../core/issuer-name.ts';
import type { AskIssuer } from './issuer-exchange.ts';
import { issuerUnavailable } from './issuer-unavailable.ts';

/** What the checks of tokens need of an issuer's metadata. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined;
  readonly introspectionEndpoint: string | undefined;
  /** How a client with a secret proves itself at introspection. */
  readonly introspectionAuth: 'basic' | 'post';
  readonly userinfoEndpoint: string | undefined;
}

/**
 * Loads the metadata of an issuer: RFC 8414's address, then those of OpenID Connect.
 * @throws CodezError `unavailable` when there is none, or it is not the issuer's own
 */
export async function loadIssuerMetadata(issuer: URL, ask: AskIssuer, signal: AbortSignal): Promise<IssuerMetadata> {
  for (const url of metadataUrls(issuer)) {
    const { status, json } = await ask({ url, isFirst: true }, signal);
    if (status >= 500) throw issuerUnavailable(`the issuer answers ${status} for its metadata`);
    if (status === 200 && json !== undefined) return parseIssuerMetadata(json, issuer);
  }
  throw issuerUnavailable('the issuer has no metadata');
}

/** Returns where an issuer's metadata may be, in the order in which it is looked for. @see RFC 8414 §3.1, §5 */
export function metadataUrls({ origin, pathname }: URL): readonly string[] {
  const path = pathname.replace(/\/+$/, '');
  const inserted = ['oauth-authorization-server', 'openid-configuration'].map(
    (name) => `${origin}/.well-known/${name}${path}`,
  );
  return path === '' ? inserted : [...inserted, `${origin}${path}/.well-known/openid-configuration`];
}

/** @throws CodezError `unavailable` for metadata of another issuer, or with an endpoint on another host */
export function parseIssuerMetadata(json: Readonly<Record<string, unknown>>, issuer: URL): IssuerMetadata {
  const { issuer: named } = json;
  if (typeof named !== 'string' || toIssuerName(named) !== toIssuerName(issuer.href)) {
    throw issuerUnavailable('the metadata names another issuer');
  }
  const foreign = findForeignEndpoint(json, issuer, ['jwks_uri']);
  if (foreign !== undefined) throw issuerUnavailable(`the metadata's ${foreign} is on another host`);
  const endpoint = (name: string): string | undefined => (json[name] as string | null | undefined) ?? undefined;
  return {
    jwksUri: endpoint('jwks_uri'),
    introspectionEndpoint: endpoint('introspection_endpoint'),
    introspectionAuth: introspectionAuth(json),
    userinfoEndpoint: endpoint('userinfo_endpoint'),
  };
}

/** Without a word about it, RFC 8414 §2 lets everybody assume client_secret_basic. */
function introspectionAuth(json: Readonly<Record<string, unknown>>): 'basic' | 'post' {
  const methods =
    json['introspection_endpoint_auth_methods_supported'] ?? json['token_endpoint_auth_methods_supported'];
  if (!Array.isArray(methods) || methods.includes('client_secret_basic')) return 'basic';
  return methods.includes('client_secret_post') ? 'post' : 'basic';
}
