import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CodezError } from '../../core/errors.ts';
import { toIssuerName } from '../../core/issuer-name.ts';
import { parseJsonObject } from '../../core/json-object.ts';
import type { Issuer } from './issuer.ts';

/** Who signed in, as far as the issuer says. */
export interface Identity {
  readonly sub?: string;
  readonly email?: string;
}

/**
 * Returns who the tokens of a login are made out to: by the ID token, which came from the issuer itself, else by userinfo,
 * else by the access token where that is a JWT.
 * @throws CodezError `forbidden` when these name different people
 */
export async function identify(
  { name, metadata }: Issuer,
  clientId: string,
  tokens: OAuthTokens,
  fetch: FetchLike,
): Promise<Identity> {
  const idToken = claimsOf(tokens.id_token);
  const isOurs =
    toIssuerName(text(idToken['iss']) ?? '') === toIssuerName(name) && [idToken['aud']].flat().includes(clientId);
  const byIdToken = isOurs ? identityOf(idToken) : {};
  const endpoint = (metadata as Record<string, unknown>)['userinfo_endpoint'];
  const asks = byIdToken.email === undefined && typeof endpoint === 'string';
  const byUserinfo = asks ? await askUserinfo(endpoint, tokens.access_token, fetch) : {};
  const byAccessToken = identityOf(claimsOf(tokens.access_token));
  const subs = new Set([byIdToken, byUserinfo, byAccessToken].flatMap(({ sub }) => (sub === undefined ? [] : [sub])));
  if (subs.size > 1) {
    throw new CodezError('forbidden', `${name} names different people in its answers`, 'Ask who runs that server.');
  }
  return { ...byAccessToken, ...byUserinfo, ...byIdToken };
}

async function askUserinfo(endpoint: string, token: string, fetch: FetchLike): Promise<Identity> {
  // A token for another resource is not for this one: then the others say who it is.
  const answer = await fetch(endpoint, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
  if (!answer.ok) return {};
  return identityOf(parseJsonObject(await answer.text()) ?? {});
}

function identityOf(claims: Readonly<Record<string, unknown>>): Identity {
  const [sub, email] = [text(claims['sub']), text(claims['email'])];
  return { ...(sub === undefined ? {} : { sub }), ...(email === undefined ? {} : { email }) };
}

function claimsOf(token: string | undefined): Record<string, unknown> {
  const [, payload, signature] = token?.split('.') ?? [];
  if (payload === undefined || signature === undefined) return {};
  return parseJsonObject(Buffer.from(payload, 'base64url')) ?? {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 320 ? value : undefined;
}
