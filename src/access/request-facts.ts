/**
 * What a path is for: the operations; what anybody may read (metadata); the owner's pages, and what they show; Claude
 * Code's hooks.
 */
export type Area = 'api' | 'public' | 'admin' | 'hook';

/** What the access rules look at in a request; no HTTP library's types, so that the rules stay pure. */
export interface RequestFacts {
  /** The Unix socket of the data directory, or a TCP listener. */
  readonly door: 'unix' | 'tcp';
  readonly area: Area;
  readonly scheme: 'http' | 'https';
  /** The request target as sent: a path, or an absolute URL. */
  readonly target: string;
  /** Addresses of the connection as the system reports them. */
  readonly peerAddress: string;
  readonly localAddress: string;
  readonly localPort: number;
  /** Every `Host` header, in order. */
  readonly hosts: readonly string[];
  /** Every `Authorization` and `X-API-Key` header, in order. */
  readonly authorizations: readonly string[];
  readonly apiKeys: readonly string[];
  /** Headers by lower-case name; repeated ones joined. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether the peer's socket belongs to the server's own user; `unknown` where the system cannot tell. */
  readonly peerUser: PeerUser;
}

export type PeerUser = 'same' | 'other' | 'unknown';

/** What the operator configured, resolved once at start. */
export interface AccessRules {
  readonly loopback: 'on' | 'off';
  /** `host[:port]`, lower case; without a port any port fits. */
  readonly allowedHosts: readonly string[];
  /** Exact serialised origins, default ports removed. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly publicUrl: URL | undefined;
  /** Whether what a peer says of the clients it speaks for counts. */
  readonly isTrustedProxy: (address: string) => boolean;
  /** What the hooks of this machine's Claude Code carry; undefined where none are taken. */
  readonly hookSecret: string | undefined;
  /** Whether the owner's pages exist for other machines too. */
  readonly isAdminRemote: boolean;
}
