import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { KeptLogin } from './kept-logins.ts';
import type { LoginStore } from './login-store.ts';

export interface LoggedOut {
  readonly login: KeptLogin;
  /** False when the issuer could not be told: its tokens live until they end. */
  readonly isRevoked: boolean;
}

/** Forgets the tokens for a server, then has the issuer revoke them; undefined when there are none. @see RFC 7009 */
export async function logOut(origin: string, store: LoginStore, fetch: FetchLike): Promise<LoggedOut | undefined> {
  const login = await store.update(async (current) => {
    const { [origin]: found, ...logins } = current.logins;
    return { next: found === undefined ? current : { ...current, logins }, result: found };
  });
  return login === undefined ? undefined : { login, isRevoked: await revokeLogin(login, fetch) };
}

/** Has the issuer revoke the tokens of a login; false when it did not. @see RFC 7009 */
export async function revokeLogin(login: KeptLogin, fetch: FetchLike): Promise<boolean> {
  const { revocation_endpoint, refresh_token, access_token, client } = login;
  if (revocation_endpoint === undefined) return false;
  const tokens = refresh_token === undefined ? [access_token] : [refresh_token, access_token];
  const answers = tokens.map(async (token) => {
    const secret = client.client_secret === undefined ? {} : { client_secret: client.client_secret };
    const body = new URLSearchParams({ token, client_id: client.client_id, ...secret });
    return (await fetch(revocation_endpoint, { method: 'POST', body })).ok;
  });
  const done = await Promise.allSettled(answers);
  // A JWT often cannot be revoked; without its refresh token it ends by itself.
  const [first] = done;
  return first?.status === 'fulfilled' && first.value;
}
