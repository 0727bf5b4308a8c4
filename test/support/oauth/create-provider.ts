import { type Configuration, Provider } from 'oidc-provider';
import type { SigningKey } from './signing-keys.ts';

export interface ProviderOptions {
  /** `jwt` (default): access tokens for a resource are JWTs with its audience; `opaque`: only introspection knows. */
  readonly accessTokens?: 'jwt' | 'opaque';
  /** False: `resource` of a request is ignored, so that no token proves an audience. Default true. */
  readonly hasResources?: boolean;
  /** Default true; any caller may introspect, without credentials. */
  readonly hasIntrospection?: boolean;
  /** Default true. */
  readonly hasUserinfo?: boolean;
  /** Default 3600. */
  readonly accessTokenSeconds?: number;
  /** False: no refresh tokens. Default true. */
  readonly hasRefreshTokens?: boolean;
  /** Each use of a refresh token gives a new one and ends the old; default true. */
  readonly rotatesRefreshTokens?: boolean;
}

const INTROSPECTING_CLIENT = { client_id: 'introspecting', client_secret: 'no-secret-in-a-test' };

/** Returns the oidc-provider of an issuer with open registration, PKCE and its own pages for login and consent. */
export async function createProvider(
  issuer: string,
  keys: readonly SigningKey[],
  options: ProviderOptions,
): Promise<Provider> {
  const provider = withoutNotices(() => new Provider(issuer, configuration(keys, options)));
  // Introspection wants a client: one stands in for callers who are none.
  provider.use(async (context, next) => {
    if (context.path === '/token/introspection' && context.headers.authorization === undefined) {
      const { client_id, client_secret } = INTROSPECTING_CLIENT;
      context.req.headers.authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    }
    await next();
  });
  return provider;
}

function configuration(keys: readonly SigningKey[], options: ProviderOptions): Configuration {
  const { accessTokens = 'jwt', accessTokenSeconds = 3600 } = options;
  const [key] = keys as [SigningKey];
  return {
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    cookies: { keys: ['test'] },
    clients: [{ ...INTROSPECTING_CLIENT, redirect_uris: [], response_types: [], grant_types: [] }],
    clientDefaults: { id_token_signed_response_alg: key.algorithm, application_type: 'native' },
    scopes: ['openid', 'offline_access', 'mcp:tools'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        email: sub.includes('@') ? sub : `${sub}@example.test`,
        email_verified: true,
        name: `Person ${sub}`,
      }),
    }),
    features: {
      devInteractions: { enabled: true },
      registration: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: options.hasIntrospection ?? true, allowedPolicy: () => true },
      userinfo: { enabled: options.hasUserinfo ?? true },
      resourceIndicators: {
        enabled: options.hasResources ?? true,
        defaultResource: () => [],
        getResourceServerInfo: (_context, resource) => ({
          scope: 'mcp:tools',
          audience: resource,
          accessTokenFormat: accessTokens,
          accessTokenTTL: accessTokenSeconds,
          ...(accessTokens === 'jwt' ? { jwt: { sign: { alg: key.algorithm, kid: key.id } } } : {}),
        }),
      },
    },
    issueRefreshToken: (_context, client) =>
      (options.hasRefreshTokens ?? true) && client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: options.rotatesRefreshTokens ?? true,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: 3600,
      RefreshToken: 86_400,
      Grant: 86_400,
      Interaction: 3600,
      Session: 86_400,
    },
  } as Configuration;
}

/** It says on the console that its pages are for development, which is what they are here. */
function withoutNotices<Result>(work: () => Result): Result {
  const { info, warn } = console;
  Object.assign(console, { info: () => {}, warn: () => {} });
  try {
    return work();
  } finally {
    Object.assign(console, { info, warn });
  }
}
