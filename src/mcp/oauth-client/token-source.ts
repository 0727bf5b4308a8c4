import { refreshAuthorization } from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Clock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import type { KeptLogin, KeptLogins } from './kept-logins.ts';
import { isInvalidGrant, isUnknownClient, toLoginError } from './login-error.ts';
import type { LoginStore } from './login-store.ts';
import { toTokenAnswer } from './token-answer.ts';

/** The tokens of a login, for one server. */
export interface TokenSource {
  /** Returns a token to send, renewed when it is about to end; undefined when nobody signed in. @throws CodezError */
  current(): Promise<string | undefined>;
  /**
   * Returns another token than the one that was refused.
   * @throws CodezError `unauthenticated` saying how to sign in again, `unavailable` when the issuer is down
   */
  renew(refused: string): Promise<string>;
}

export interface TokenSourceOptions {
  /** The server the tokens are for; those of another origin are not used. */
  readonly url: URL;
  readonly store: LoginStore;
  readonly fetch: () => Promise<FetchLike>;
  readonly clock: Clock;
}

/** A token is renewed this long before it ends, or in the last quarter of a shorter life. */
const EARLY_MS = 30_000;

/** Returns the source of the tokens that `codez login` keeps for a server. Many processes may renew: one does. */
export function createTokenSource({ url, store, fetch, clock }: TokenSourceOptions): TokenSource {
  const renewUnless = async (isGood: (login: KeptLogin) => boolean): Promise<string> =>
    await store.update(async (current) => {
      const login = current.logins[url.origin];
      if (login === undefined) throw signInAgain(url, 'Nobody is signed in');
      if (isGood(login)) return { next: current, result: login.access_token };
      const renewed = await refresh(login, url, await fetch(), clock());
      return { next: withLogin(current, url.origin, renewed), result: renewed.access_token };
    });
  return {
    async current() {
      const login = (await store.read()).logins[url.origin];
      if (login === undefined || !endsSoon(login, clock())) return login?.access_token;
      if (login.refresh_token === undefined) return login.access_token;
      return await renewUnless((newest) => !endsSoon(newest, clock()));
    },
    renew: (refused) => renewUnless((newest) => newest.access_token !== refused),
  };
}

function endsSoon({ expires_at, obtained_at }: KeptLogin, now: number): boolean {
  if (expires_at === undefined) return false;
  return now >= expires_at - Math.min(EARLY_MS, (expires_at - obtained_at) / 4);
}

async function refresh(login: KeptLogin, url: URL, fetch: FetchLike, now: number): Promise<KeptLogin> {
  const { issuer, refresh_token, client, resource } = login;
  if (refresh_token === undefined) throw signInAgain(url, 'Your login has ended');
  const tokens = await refreshAuthorization(issuer, {
    metadata: metadataOf(login),
    clientInformation: client,
    refreshToken: refresh_token,
    resource: resource as unknown as URL,
    fetchFn: fetch,
  }).catch((cause: unknown) => {
    if (isInvalidGrant(cause) || isUnknownClient(cause)) throw signInAgain(url, 'Your login has ended', cause);
    throw toLoginError(cause, `${issuer} did not renew the login`);
  });
  const { expires_at: _ended, ...kept } = login;
  return { ...kept, ...toTokenAnswer(tokens, issuer, now) };
}

function metadataOf({ issuer, token_endpoint, token_endpoint_auth_methods }: KeptLogin) {
  return {
    issuer,
    token_endpoint,
    authorization_endpoint: issuer,
    response_types_supported: ['code'],
    ...(token_endpoint_auth_methods === undefined
      ? {}
      : { token_endpoint_auth_methods_supported: [...token_endpoint_auth_methods] }),
  };
}

/** Returns the logins with one more, or a newer one. */
export function withLogin(logins: KeptLogins, origin: string, login: KeptLogin): KeptLogins {
  return { ...logins, logins: { ...logins.logins, [origin]: login } };
}

/** Returns the error that says how to sign in. */
export function signInAgain(url: URL, what: string, cause?: unknown): CodezError {
  const hint = `Sign in: \`codez login ${url.origin}\`, or give --key-file.`;
  return new CodezError('unauthenticated', `${what} at ${url.origin}`, hint, { cause });
}
