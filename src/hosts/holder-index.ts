import type { Clock } from '../core/clock.ts';
import type { Principal } from '../core/principal.ts';
import type { AppliedChange } from '../storage/collection.ts';
import { type HolderCollections, holderId } from './holder-collections.ts';
import { isSamePrincipal, toPrincipal } from './holder-principal.ts';
import type { KeyHolder, StoredKey } from './key-holder.ts';
import { createOpenWindow, type OpenWindow } from './open-window.ts';
import type { SpaceRights } from './space-access.ts';
import { type Subject, subjectKey } from './subject.ts';

/** A holder as the door needs it: nothing of it is worked out per call. */
export interface IndexedHolder {
  readonly id: string;
  readonly holder: KeyHolder;
  readonly principal: Principal;
  /** Present for an insecure host. */
  readonly window: OpenWindow | undefined;
}

/** A key by which a holder is found. */
export interface IndexedKey {
  readonly of: IndexedHolder;
  readonly sha256: Buffer;
  /** Milliseconds since the epoch; absent for the present key. */
  readonly validUntil?: number;
}

/** Holders by the prefixes of their keys and by their ids, kept as records change. */
export interface HolderIndex {
  findKey(prefix: string): IndexedKey | undefined;
  find(id: string): IndexedHolder | undefined;
  /** The user whose tokens a person's are. */
  findSubject(subject: Subject): IndexedHolder | undefined;
  readonly hasSubjects: boolean;
}

export interface HolderIndexOptions {
  readonly collections: HolderCollections;
  readonly rights: SpaceRights;
  readonly clock: Clock;
  /** Milliseconds that nobody can set back. */
  readonly monotonic: Clock;
}

/** Returns the index over the records as they are, which follows them. */
export function createHolderIndex({ collections, rights, clock, monotonic }: HolderIndexOptions): HolderIndex {
  const keys = new Map<string, IndexedKey>();
  const holders = new Map<string, Entry>();
  const subjects = new Map<string, Entry>();

  const drop = (entry: Entry): void => {
    holders.delete(entry.id);
    for (const { prefix } of keysOf(entry.holder)) if (keys.get(prefix)?.of === entry) keys.delete(prefix);
    for (const subject of entry.holder.subjects ?? []) {
      if (subjects.get(subjectKey(subject)) === entry) subjects.delete(subjectKey(subject));
    }
  };
  const take = (holder: KeyHolder): void => {
    const id = holderId(holder);
    const former = holders.get(id);
    if (former !== undefined) drop(former);
    const window = holder.window && createOpenWindow(holder.window, { clock, monotonic, former: former?.window });
    const entry = new Entry(id, holder, window, rights);
    if (former !== undefined && isSamePrincipal(former.holder, holder)) entry.takePrincipal(former);
    holders.set(id, entry);
    for (const subject of holder.subjects ?? []) subjects.set(subjectKey(subject), entry);
    for (const stored of keysOf(holder)) {
      keys.set(stored.prefix, {
        of: entry,
        sha256: Buffer.from(stored.sha256, 'hex'),
        ...('valid_until' in stored ? { validUntil: stored.valid_until } : {}),
      });
    }
  };
  const follow = ({ value, previous }: AppliedChange<KeyHolder>): void => {
    if (value !== undefined) take(value);
    else if (previous !== undefined) {
      const entry = holders.get(holderId(previous));
      if (entry !== undefined) drop(entry);
    }
  };
  for (const collection of [collections.hosts, collections.users]) {
    for (const [, holder] of collection.entries()) take(holder);
    collection.subscribe(follow);
  }
  collections.spaces.subscribe(() => {
    for (const entry of holders.values()) entry.forgetPrincipal();
  });
  return {
    findKey: (prefix) => keys.get(prefix),
    find: (id) => holders.get(id),
    findSubject: (subject) => subjects.get(subjectKey(subject)),
    get hasSubjects() {
      return subjects.size > 0;
    },
  };
}

class Entry implements IndexedHolder {
  readonly id: string;
  readonly holder: KeyHolder;
  readonly window: OpenWindow | undefined;
  readonly #rights: SpaceRights;
  #principal: Principal | undefined;

  constructor(id: string, holder: KeyHolder, window: OpenWindow | undefined, rights: SpaceRights) {
    this.id = id;
    this.holder = holder;
    this.window = window;
    this.#rights = rights;
  }

  get principal(): Principal {
    this.#principal ??= toPrincipal(this.holder, this.#rights);
    return this.#principal;
  }

  takePrincipal(former: Entry): void {
    this.#principal = former.#principal;
  }

  forgetPrincipal(): void {
    this.#principal = undefined;
  }
}

function keysOf({ key, former_key: former }: KeyHolder): (StoredKey & { readonly valid_until?: number })[] {
  // The present key comes last: it counts where both are found by the same prefix.
  return [...(former === undefined ? [] : [former]), ...(key === undefined ? [] : [key])];
}
