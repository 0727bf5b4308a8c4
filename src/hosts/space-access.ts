import type { SpaceAccess } from '../core/principal.ts';
import type { Collection } from '../storage/collection.ts';
import type { KeyHolder } from './key-holder.ts';
import type { SharedSpace } from './shared-space.ts';

/** The space of the machine's owner. */
export const OWNER_SPACE = 'local';

/** Which spaces principals may use, as it stands now. */
export interface SpaceRights {
  /** The owner's: `local` and every shared space. The same object until spaces change. */
  owner(): SpaceAccess;
  /** A holder's: its own and what it was granted of the shared spaces that exist. */
  of(holder: Pick<KeyHolder, 'space' | 'shared'>): SpaceAccess;
}

/** Returns the rights over the shared spaces of `spaces`; a grant of a space that does not exist is worth nothing. */
export function createSpaceRights(spaces: Collection<SharedSpace>): SpaceRights {
  let owner: SpaceAccess | undefined;
  spaces.subscribe(() => {
    owner = undefined;
  });
  const rights: SpaceRights = {
    owner() {
      if (owner === undefined) {
        const all = new Set([OWNER_SPACE, ...[...spaces.entries()].map(([name]) => name)]);
        owner = { own: OWNER_SPACE, readable: all, writable: all };
      }
      return owner;
    },
    of({ space, shared }) {
      // A client of the owner's own works where the owner does.
      if (space === OWNER_SPACE) return rights.owner();
      const granted = Object.entries(shared).filter(([name]) => spaces.get(name) !== undefined);
      const written = granted.filter(([, access]) => access === 'write');
      return {
        own: space,
        readable: new Set([space, ...granted.map(([name]) => name)]),
        writable: new Set([space, ...written.map(([name]) => name)]),
      };
    },
  };
  return rights;
}
