import type { PermissionMode } from '../core/permission-mode.ts';
import type { HolderActivity } from './holder-activity.ts';
import type { HolderKind } from './holder-collections.ts';
import type { KeyHolder } from './key-holder.ts';
import type { Subject } from './subject.ts';

/** What a new host or user is to be. */
export interface NewHolder {
  readonly kind: HolderKind;
  readonly name: string;
  readonly scopes?: readonly string[] | undefined;
  /** `ops` or `ops:read`. */
  readonly spaces?: readonly string[] | undefined;
  readonly maxMode?: PermissionMode | undefined;
  readonly filesAll?: boolean | undefined;
  readonly roaming?: boolean | undefined;
  /** What its key is bound to from the start. */
  readonly addresses?: readonly string[] | undefined;
  /** Let in only while its window is open. */
  readonly insecure?: boolean | undefined;
  readonly windowSeconds?: number | undefined;
  readonly expiresInSeconds?: number | undefined;
  /** A client of the owner's own on this machine: works in the owner's space instead of one of its own. */
  readonly isOwners?: boolean | undefined;
  /** Whose tokens act for this user. */
  readonly subjects?: readonly Subject[] | undefined;
  readonly acceptsUnboundTokens?: boolean | undefined;
  /** False for a user who comes by token only. */
  readonly withKey?: boolean | undefined;
}

/** What is to change of a host or user; what is absent stays. */
export interface HolderChange {
  readonly enabled?: boolean | undefined;
  readonly roaming?: boolean | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** Grants added to those it has, or changed. */
  readonly spaces?: readonly string[] | undefined;
  /** Shared spaces it may no longer use. */
  readonly leave?: readonly string[] | undefined;
  /** null: no limit of its own. */
  readonly maxMode?: PermissionMode | null | undefined;
  readonly filesAll?: boolean | undefined;
  /** null: for ever. */
  readonly expiresInSeconds?: number | null | undefined;
  /** True needs a window from now on, false none. */
  readonly insecure?: boolean | undefined;
  readonly windowSeconds?: number | undefined;
  /** Forgets what its key is bound to. */
  readonly unbind?: boolean | undefined;
  /** What its key is bound to from now on, in place of the address of that kind. */
  readonly addresses?: readonly string[] | undefined;
  /** People whose tokens act for this user as well. */
  readonly link?: readonly Subject[] | undefined;
  /** Subjects of people whose tokens no longer act for this user. */
  readonly unlink?: readonly string[] | undefined;
  readonly acceptsUnboundTokens?: boolean | undefined;
}

/** A holder and what is known of its use. */
export interface HolderStatus {
  readonly holder: KeyHolder;
  readonly activity: HolderActivity;
  /** Present for an insecure host. */
  readonly window?: { readonly isOpen: boolean; readonly seconds: number; readonly openUntil: number };
  /** Notes in its own space. */
  readonly notes: number;
}

/** A holder with a key that is shown this once. */
export interface IssuedKey extends HolderStatus {
  readonly key: string;
}

/** What the owner does with hosts and users. */
export interface HolderService {
  /**
   * @throws CodezError `invalid` for what cannot be, `conflict` for a name that is taken, `not_found` for a space that
   *   does not exist
   */
  add(holder: NewHolder): Promise<HolderStatus & { readonly key?: string }>;
  list(kind: HolderKind): readonly HolderStatus[];
  /** @throws CodezError `not_found`, as all that follow */
  get(kind: HolderKind, name: string): HolderStatus;
  /** Issues another key; the present one is good for `graceSeconds` more. */
  rotate(
    kind: HolderKind,
    name: string,
    how: { readonly graceSeconds?: number | undefined; readonly unbind?: boolean | undefined },
  ): Promise<IssuedKey>;
  change(kind: HolderKind, name: string, change: HolderChange): Promise<HolderStatus>;
  /** Opens the window for at least so long, or closes it. @throws CodezError `conflict` for one that needs none */
  openWindow(kind: HolderKind, name: string, seconds: number | undefined): Promise<HolderStatus>;
  closeWindow(kind: HolderKind, name: string): Promise<HolderStatus>;
  /** @throws CodezError `invalid` for what is no address */
  bind(kind: HolderKind, name: string, address: string): Promise<HolderStatus>;
  unbind(kind: HolderKind, name: string): Promise<HolderStatus>;
  /** The notes of its space stay on file unless they are to go. */
  remove(kind: HolderKind, name: string, how: { readonly deleteNotes?: boolean | undefined }): Promise<RemovedHolder>;
}

export interface RemovedHolder {
  readonly name: string;
  readonly space: string;
  readonly notesKept: number;
  readonly notesDeleted: number;
}

/** The notes of spaces, as far as what happens to a space concerns them. */
export interface SpaceNotes {
  count(space: string): number;
  /** How many each space holds; spaces without any are left out. */
  counts(): ReadonlyMap<string, number>;
  /** Resolves to how many there were. */
  clear(space: string): Promise<number>;
}
