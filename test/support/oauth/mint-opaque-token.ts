import type { Provider } from 'oidc-provider';

export interface MintedToken {
  /** Audience; without it the token proves none. */
  readonly resource?: string;
  /** Default `openid email mcp:tools` without a resource, `mcp:tools` with one. */
  readonly scope?: string;
  /** Default 300. */
  readonly seconds?: number;
}

/** Saves an opaque access token as if its person had signed in, and returns it. */
export async function mintOpaqueToken(provider: Provider, sub: string, token: MintedToken): Promise<string> {
  const { resource, seconds = 300 } = token;
  const scope = token.scope ?? (resource === undefined ? 'openid email mcp:tools' : 'mcp:tools');
  const client = await provider.Client.find('introspecting');
  if (client === undefined) throw new Error('The provider has lost its client');
  const grant = new provider.Grant({ accountId: sub, clientId: client.clientId });
  if (resource === undefined) grant.addOIDCScope(scope);
  else grant.addResourceScope(resource, scope);
  const grantId = await grant.save();
  const minted = new provider.AccessToken({
    accountId: sub,
    client,
    grantId,
    gty: 'authorization_code',
    expiresWithSession: false,
    scope,
  } as ConstructorParameters<typeof provider.AccessToken>[0]);
  if (resource !== undefined) minted.resourceServer = resourceServer(provider, resource, scope);
  Object.assign(minted, { expiresIn: seconds });
  return await minted.save();
}

function resourceServer(provider: Provider, resource: string, scope: string): never {
  const { ResourceServer } = provider as unknown as { ResourceServer: new (id: string, of: object) => never };
  return new ResourceServer(resource, { scope, audience: resource, accessTokenFormat: 'opaque' });
}
