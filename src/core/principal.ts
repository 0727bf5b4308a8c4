import type { PermissionMode } from './permission-mode.ts';
import { ADMIN_SCOPES, OWNER_SCOPES, type Scope } from './scopes.ts';

export type PrincipalKind = 'owner' | 'host' | 'user' | 'machine' | 'session';

/** Which spaces of notes and resources a principal may use. */
export interface SpaceAccess {
  /** The space used when a call names none. */
  readonly own: string;
  /** Spaces that may be read, `own` included. */
  readonly readable: ReadonlySet<string>;
  /** Spaces that may be written, `own` included. */
  readonly writable: ReadonlySet<string>;
}

/** Who is calling, and what they may do. Every request becomes one or is refused. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Unique within its kind; written into notes as `host`, unless `author` says otherwise. */
  readonly name: string;
  /** For a session: who runs it. Its notes are theirs, so that their next session may change them. */
  readonly author?: string;
  /** The user this principal acts for; `local` is the machine's owner. */
  readonly user: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly spaces: SpaceAccess;
  /** Highest permission mode of sessions it starts, below the server's own limit; absent when that alone counts. */
  readonly maxMode?: PermissionMode;
  /**
   * True for who is not at this machine as far as anybody can tell: comes by a token or a login link. What only a person
   * at the machine may do (bypassing permissions, adding owners) is not theirs, whatever their scopes are.
   */
  readonly isRemote?: true;
}

const LOCAL = new Set(['local']);
const LOCAL_SPACES: SpaceAccess = { own: 'local', readable: LOCAL, writable: LOCAL };

/** The machine's owner over TCP: everything but `admin`. */
export const OWNER: Principal = {
  kind: 'owner',
  name: 'local',
  user: 'local',
  scopes: OWNER_SCOPES,
  spaces: LOCAL_SPACES,
};

/** The machine's owner on the Unix socket or in process: everything. */
export const OWNER_ADMIN: Principal = { ...OWNER, scopes: ADMIN_SCOPES };

const NO_SPACES = new Set<string>();

/** Claude Code's hooks on this machine: they tell what sessions do, and may do nothing else. */
export const CLAUDE_HOOKS: Principal = {
  kind: 'owner',
  name: 'claude-hooks',
  user: 'local',
  scopes: new Set<Scope>(['hook']),
  spaces: { own: 'local', readable: NO_SPACES, writable: NO_SPACES },
};

/** Somebody who reads what is open to anybody, and may call nothing. */
export const VISITOR: Principal = {
  kind: 'user',
  name: 'anonymous',
  user: 'anonymous',
  scopes: new Set<Scope>(),
  spaces: { own: 'anonymous', readable: NO_SPACES, writable: NO_SPACES },
};

/** `kind:name`: identifies a principal in records and logs. */
export function principalId(principal: Pick<Principal, 'kind' | 'name'>): string {
  return `${principal.kind}:${principal.name}`;
}

/** Returns how notes name who wrote them. */
export function authorOf(principal: Principal): string {
  return principal.author ?? principal.name;
}
