import type { PermissionMode } from '../core/permission-mode.ts';
import type { Scope } from '../core/scopes.ts';
import type { Subject } from './subject.ts';

/** What is kept of a key: never the key itself. */
export interface StoredKey {
  /** The first 8 characters after `cz_`: public, by which the key is found. */
  readonly prefix: string;
  /** SHA-256 of the whole key, as hex. */
  readonly sha256: string;
}

/**
 * A host (a machine whose agents call with a key) or a user (a person who is not the owner): a record of the collection
 * `hosts` or `users`, by its name. Names of hosts, users and spaces are taken once among all of them. Times are
 * milliseconds since the epoch.
 */
export interface KeyHolder {
  readonly kind: 'host' | 'user';
  readonly name: string;
  readonly created_at: number;
  readonly enabled: boolean;
  /** Absent for a user who comes by token only. */
  readonly key?: StoredKey;
  /** The key before a rotation with a grace period. */
  readonly former_key?: StoredKey & { readonly valid_until: number };
  readonly expires_at?: number;
  readonly scopes: readonly Scope[];
  /** Its own space of notes and resources: its name, or `local` for a client of the owner's own on this machine. */
  readonly space: string;
  /** Shared spaces it may use. */
  readonly shared: Readonly<Record<string, 'read' | 'write'>>;
  /** Highest permission mode of sessions it starts; the server's own limit counts as well. */
  readonly max_mode?: PermissionMode;
  /** May change files that programs obey and read those that hold secrets. */
  readonly files_all?: boolean;
  readonly allow_roaming_ips: boolean;
  /** What its key is bound to: an IPv4 address, and an IPv6 network as `2001:db8:1:2::/64`. */
  readonly bound: { readonly ipv4?: string; readonly ipv6?: string };
  /** Present for an insecure host: it is let in until `open_until`, and each allowed call moves that on. */
  readonly window?: { readonly seconds: number; readonly open_until: number };
  /** Whose tokens act for this user. */
  readonly subjects?: readonly Subject[];
  /** Their tokens are taken although they prove no audience. */
  readonly accepts_unbound_tokens?: boolean;
}
