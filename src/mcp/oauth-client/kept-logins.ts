/** What a login keeps of a client that was registered at an issuer; used again by the next login there. */
export interface KeptClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method?: string;
  /** Loopback address that was registered; its port is used again while it is free. */
  readonly redirect_uri: string;
  /** Milliseconds since the epoch, after which the secret is no good; absent when it stays. */
  readonly ends_at?: number;
}

/** A person's tokens for one server. */
export interface KeptLogin {
  /** The server's `/mcp`, as it was given. */
  readonly url: string;
  /** What the tokens are made for. */
  readonly resource: string;
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly revocation_endpoint?: string;
  readonly token_endpoint_auth_methods?: readonly string[];
  readonly client: KeptClient;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  /** Milliseconds since the epoch; absent when the issuer did not say. */
  readonly obtained_at: number;
  readonly expires_at?: number;
  readonly sub?: string;
  readonly email?: string;
}

/** The content of `tokens.json`. */
export interface KeptLogins {
  readonly schema: 1;
  /** By issuer. */
  readonly clients: Readonly<Record<string, KeptClient>>;
  /** By origin of the server. */
  readonly logins: Readonly<Record<string, KeptLogin>>;
}

export const NO_LOGINS: KeptLogins = { schema: 1, clients: {}, logins: {} };

/** Returns what a document holds, undefined when it is no such document. */
export function parseKeptLogins(value: unknown): KeptLogins | undefined {
  const { schema, clients, logins } = (value ?? {}) as Record<string, unknown>;
  if (schema !== 1 || !isRecordOf(clients, isClient) || !isRecordOf(logins, isLogin)) return undefined;
  return { schema, clients, logins };
}

function isClient(value: unknown): value is KeptClient {
  return hasTexts(value, ['client_id', 'redirect_uri']);
}

function isLogin(value: unknown): value is KeptLogin {
  return (
    hasTexts(value, ['url', 'resource', 'issuer', 'token_endpoint', 'access_token']) &&
    isClient((value as Record<string, unknown>)['client'])
  );
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

function isRecordOf<T>(value: unknown, is: (each: unknown) => each is T): value is Readonly<Record<string, T>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(is);
}
