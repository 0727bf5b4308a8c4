import type { Clock } from '../core/clock.ts';
import { createBoundedFetch, LOGIN_BOUNDS } from '../mcp/oauth-client/bounded-fetch.ts';
import { type Identity, identify } from '../mcp/oauth-client/identify.ts';
import { findIssuer, type Issuer } from '../mcp/oauth-client/issuer.ts';
import type { KeptLogin } from '../mcp/oauth-client/kept-logins.ts';
import { revokeLogin } from '../mcp/oauth-client/log-out.ts';
import type { LoginStore } from '../mcp/oauth-client/login-store.ts';
import { type SignedIn, type SignInOptions, signIn } from '../mcp/oauth-client/sign-in.ts';
import { toTokenAnswer } from '../mcp/oauth-client/token-answer.ts';
import { withLogin } from '../mcp/oauth-client/token-source.ts';
import type { LoginTarget } from './login-target.ts';

export interface LogInOptions extends Pick<SignInOptions, 'show' | 'readLine' | 'onForeign' | 'timeoutMs' | 'signal'> {
  readonly target: LoginTarget;
  readonly store: LoginStore;
  /** True: an issuer on another machine may be asked without TLS. */
  readonly allowsPlainIssuer: boolean;
  readonly clock: Clock;
}

/** A person who has signed in; nothing is kept yet. */
export interface LoggedIn extends Identity {
  /** As its metadata spells it. */
  readonly issuer: string;
  readonly login: KeptLogin;
  /** Keeps the tokens for the server they are for. */
  keep(): Promise<void>;
  /** Has the issuer revoke the tokens, where it can. */
  discard(): Promise<void>;
}

/** Scopes that say who a person is and let a login last, where the issuer knows them. */
const FURTHER_SCOPES = ['openid', 'email', 'offline_access'];

/** Has a person sign in for a server. @throws CodezError as {@link signIn} */
export async function logIn(options: LogInOptions): Promise<LoggedIn> {
  const { target, store, clock, signal } = options;
  const fetch = await createBoundedFetch({ ...LOGIN_BOUNDS, signal });
  const issuer = await findIssuer(target.issuer, fetch, options.allowsPlainIssuer);
  const known = (await store.read()).clients[issuer.name];
  const { client, tokens } = await signIn({
    ...options,
    issuer,
    resource: target.resource,
    scope: scopesFor(target.scope, issuer),
    client: known,
    fetch,
  }).catch(async (error: unknown) => {
    // The issuer may have forgotten the client, which only its own page says.
    if (known !== undefined && !signal.aborted) await forgetClient(store, issuer.name);
    throw error;
  });
  const login = toLogin(target, issuer, { client, tokens }, clock());
  const identity = await identify(issuer, client.client_id, tokens, fetch);
  return {
    ...identity,
    issuer: issuer.name,
    login: { ...login, ...identity },
    discard: async () => void (await revokeLogin(login, fetch)),
    keep: () =>
      store.update(async (current) => {
        const clients = { ...current.clients, [issuer.name]: client };
        return {
          next: withLogin({ ...current, clients }, target.url.origin, { ...login, ...identity }),
          result: undefined,
        };
      }),
  };
}

function scopesFor(scope: string | undefined, { metadata }: Issuer): string | undefined {
  const further = FURTHER_SCOPES.filter((each) => metadata.scopes_supported?.includes(each) === true);
  const scopes = new Set([...(scope?.split(' ') ?? []), ...further].filter((each) => each !== ''));
  return scopes.size === 0 ? undefined : [...scopes].join(' ');
}

function toLogin({ url, resource }: LoginTarget, issuer: Issuer, { client, tokens }: SignedIn, now: number): KeptLogin {
  const { token_endpoint, token_endpoint_auth_methods_supported: methods } = issuer.metadata;
  const { revocation_endpoint } = issuer.metadata as Readonly<Record<string, unknown>>;
  return {
    url: url.href,
    resource,
    issuer: issuer.name,
    token_endpoint,
    ...(typeof revocation_endpoint === 'string' ? { revocation_endpoint } : {}),
    ...(methods === undefined ? {} : { token_endpoint_auth_methods: methods }),
    client,
    ...toTokenAnswer(tokens, issuer.name, now),
  };
}

async function forgetClient(store: LoginStore, issuer: string): Promise<void> {
  await store.update(async (current) => {
    const { [issuer]: _forgotten, ...clients } = current.clients;
    return { next: { ...current, clients }, result: undefined };
  });
}
