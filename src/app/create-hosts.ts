import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { SpaceAccess } from '../core/principal.ts';
import { createActivityBook } from '../hosts/activity-book.ts';
import { createHolderService } from '../hosts/create-holder-service.ts';
import { createKeyRing } from '../hosts/create-key-ring.ts';
import { createSpaceService } from '../hosts/create-space-service.ts';
import { openHolderCollections } from '../hosts/holder-collections.ts';
import { createHolderIndex } from '../hosts/holder-index.ts';
import type { KeyRing } from '../hosts/key-ring.ts';
import { createLinkedUsers, type LinkedUsers } from '../hosts/linked-users.ts';
import { createNameBook, type NameBook } from '../hosts/name-book.ts';
import { createOwnerPrincipals, type OwnerPrincipals } from '../hosts/owner-principals.ts';
import { createSpaceRights } from '../hosts/space-access.ts';
import type { Memory } from '../memories/memory-service.ts';
import type { Collection } from '../storage/collection.ts';
import type { Store } from '../storage/store.ts';
import type { HostOperations } from '../tools/services.ts';
import { createSpaceNotes } from './space-notes.ts';

export interface HostsOptions {
  readonly notes: Collection<Memory>;
  readonly clock: Clock;
  /** Milliseconds that nobody can set back. */
  readonly monotonic?: Clock;
  /** Returns so many random bytes. */
  readonly randomBytes?: (size: number) => Buffer;
  readonly logger: Logger;
  /** Returns `/mcp` of this server as hosts reach it. */
  readonly mcpUrl: () => string;
}

/** Hosts, users and shared spaces of a data directory. */
export interface Hosts {
  /** The keys, as the door asks for them. */
  readonly keys: KeyRing;
  /** The owner, with the spaces there are. */
  readonly owners: OwnerPrincipals;
  /** What the owner does with hosts, users and shared spaces. */
  readonly operations: HostOperations;
  /** Who has which name. */
  readonly names: NameBook;
  /** What is asked about a person whose token came. */
  readonly people: { readonly users: LinkedUsers; readonly ownersSpaces: () => SpaceAccess };
  /** Hands over to the store what is not written yet. */
  close(): void;
}

/** Opens the records of hosts, users and spaces and puts together what works on them. */
export async function createHosts(store: Store, options: HostsOptions): Promise<Hosts> {
  const { notes, clock, logger, mcpUrl } = options;
  const { monotonic = () => performance.now(), randomBytes = systemRandomBytes } = options;
  const collections = await openHolderCollections(store);
  const rights = createSpaceRights(collections.spaces);
  const index = createHolderIndex({ collections, rights, clock, monotonic });
  const names = createNameBook(collections);
  const activity = createActivityBook(collections.activity, logger);
  const inSpaces = createSpaceNotes(notes);
  return {
    keys: createKeyRing({ collections, index, activity, clock, logger }),
    owners: createOwnerPrincipals(rights),
    operations: {
      holders: createHolderService({ collections, index, activity, names, notes: inSpaces, clock, randomBytes }),
      spaces: createSpaceService({ collections, names, notes: inSpaces, clock }),
      mcpUrl,
      now: clock,
    },
    names,
    people: { users: createLinkedUsers(index, clock), ownersSpaces: rights.owner },
    close: () => activity.close(),
  };
}
