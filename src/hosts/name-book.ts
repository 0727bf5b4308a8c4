import { CodezError } from '../core/errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { HolderCollections } from './holder-collections.ts';
import { checkHolderName, nameKey } from './holder-name.ts';

type NameKind = 'host' | 'user' | 'space';

/** Who has which name: hosts, users and spaces share one set of names, whatever their letter case. */
export interface NameBook {
  /**
   * Makes something of a name nobody has; the name is taken while `make` runs.
   * @throws CodezError `invalid` for what is no name, `conflict` when it is taken
   */
  take<Result>(name: string, kind: NameKind, make: () => Promise<Result>): Promise<Result>;
  /** @throws CodezError `conflict` when something of another kind has the name, or of another letter case */
  check(name: string, kind: NameKind): void;
}

/** Returns the names of the collections, kept as they change. */
export function createNameBook({ hosts, users, spaces }: HolderCollections): NameBook {
  const taken = new Map<string, { readonly kind: NameKind; readonly name: string }>();
  const follow = <Holder>(kind: NameKind, collection: Collection<Holder>): void => {
    for (const [name] of collection.entries()) taken.set(nameKey(name), { kind, name });
    collection.subscribe(({ key, value }) => {
      if (value === undefined) taken.delete(nameKey(key));
      else taken.set(nameKey(key), { kind, name: key });
    });
  };
  follow('host', hosts);
  follow('user', users);
  follow('space', spaces);
  const beingMade = new Set<string>();

  return {
    check(name, kind) {
      const other = taken.get(nameKey(name));
      if (other !== undefined && (other.kind !== kind || other.name !== name)) throw isTaken(name, other);
    },
    async take(name, kind, make) {
      checkHolderName(name, kind);
      const key = nameKey(name);
      const other = taken.get(key);
      if (other !== undefined || beingMade.has(key)) throw isTaken(name, other);
      beingMade.add(key);
      try {
        return await make();
      } finally {
        beingMade.delete(key);
      }
    },
  };
}

function isTaken(name: string, other: { readonly kind: NameKind; readonly name: string } | undefined): CodezError {
  return new CodezError(
    'conflict',
    other === undefined ? `${name} is just being added` : `There is a ${other.kind} named ${other.name} already`,
    'Hosts, users and spaces share one set of names, in which letter case does not count: choose another one.',
  );
}
