import type { Provider } from 'oidc-provider';
import { createProvider, type ProviderOptions } from './create-provider.ts';
import { type LoopbackListener, listenOnLoopback } from './loopback-listener.ts';
import { type MintedToken, mintOpaqueToken } from './mint-opaque-token.ts';
import { createSigningKey, type SigningKey, type TokenClaims } from './signing-keys.ts';

export interface AuthorizationServerOptions extends ProviderOptions {
  readonly port?: number;
  /** Which of the two metadata addresses answer; default both. */
  readonly metadata?: 'oauth' | 'openid' | 'both';
}

/** A real authorization server (oidc-provider) on loopback. Anybody signs in with any name: that name is the `sub`. */
export interface AuthorizationServer
  extends Pick<LoopbackListener, 'url' | 'port' | 'requests' | 'intercept' | 'close'> {
  /** The provider, for what is not offered here. */
  readonly provider: () => Provider;
  /** The key it signs with now. */
  readonly key: () => SigningKey;
  /**
   * Returns a JWT access token without a login: issuer, a client, `mcp:tools`, five minutes; `sub` and `aud` as given,
   * every claim replaced (or with undefined left out) by `claims`.
   */
  mintJwt(sub: string, audience: string | undefined, claims?: TokenClaims, header?: TokenClaims): Promise<string>;
  /** Returns an opaque access token without a login, known to introspection and (when it has no audience) userinfo. */
  mintOpaque(sub: string, token?: MintedToken): Promise<string>;
  /** Signs with a new key from now on; `keepsOld` still publishes the old one. */
  rotateKeys(keepsOld?: boolean): Promise<void>;
  /** How many requests of this path (without query) came. */
  count(path: string): number;
}

/** Starts an authorization server; the caller closes it. */
export async function startAuthorizationServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const listener = await listenOnLoopback(options.port);
  const { metadata = 'both', port: _port, ...providerOptions } = options;
  const keys: SigningKey[] = [];
  let provider: Provider;
  const turnTo = async (next: readonly SigningKey[]): Promise<void> => {
    keys.splice(0, keys.length, ...next);
    provider = await createProvider(listener.url, keys, providerOptions);
    const answer = provider.callback();
    listener.answerWith((request, response) => {
      const path = request.url ?? '';
      if (path === METADATA.oauth && metadata !== 'openid') request.url = METADATA.openid;
      else if (path === METADATA.openid && metadata === 'oauth') request.url = '/none';
      answer(request, response);
    });
  };
  await turnTo([await createSigningKey()]);
  const current = (): SigningKey => keys[0] as SigningKey;
  return {
    ...listener,
    provider: () => provider,
    key: current,
    mintJwt: (sub, audience, claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: listener.url, sub, aud: audience, iat: now, exp: now + 300, scope: 'mcp:tools' };
      return current().sign({ client_id: 'test', jti: `${now}-${Math.random()}`, ...usual, ...claims }, header);
    },
    mintOpaque: (sub, token = {}) => mintOpaqueToken(provider, sub, token),
    rotateKeys: async (keepsOld = false) => turnTo([await createSigningKey(), ...(keepsOld ? keys : [])]),
    count: (path) => listener.requests.filter((request) => request.path.split('?')[0] === path).length,
  };
}

const METADATA = { oauth: '/.well-known/oauth-authorization-server', openid: '/.well-known/openid-configuration' };
