import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { collectionOf, type HolderCollections, holderId } from './holder-collections.ts';
import type { SpaceNotes } from './holder-service.ts';
import type { KeyHolder } from './key-holder.ts';
import type { NameBook } from './name-book.ts';
import type { SharedSpace } from './shared-space.ts';
import type { SpaceService, SpaceStatus } from './space-service.ts';

export interface SpaceServiceOptions {
  readonly collections: HolderCollections;
  readonly names: NameBook;
  readonly notes: SpaceNotes;
  readonly clock: Clock;
}

/** Returns the owner's operations on shared spaces. */
export function createSpaceService({ collections, names, notes, clock }: SpaceServiceOptions): SpaceService {
  const { hosts, users, spaces } = collections;
  const holders = (): readonly KeyHolder[] => [...hosts.entries(), ...users.entries()].map(([, holder]) => holder);
  const grantsOf = (name: string, all: readonly KeyHolder[]): Pick<SpaceStatus, 'writers' | 'readers'> => {
    const having = (access: 'read' | 'write'): string[] =>
      all
        .filter(({ shared }) => Object.hasOwn(shared, name) && shared[name] === access)
        .map(holderId)
        .sort();
    return { writers: having('write'), readers: having('read') };
  };
  const statusOf = (space: SharedSpace): SpaceStatus => ({
    space,
    ...grantsOf(space.name, holders()),
    notes: notes.count(space.name),
  });
  /** Returns who had a right to the space. */
  const withdraw = async (name: string): Promise<string[]> => {
    const having = holders().filter(({ shared }) => Object.hasOwn(shared, name));
    await Promise.all(having.map((holder) => withdrawFrom(holder, name)));
    return having.map(holderId).sort();
  };
  const withdrawFrom = ({ kind, name: holder }: KeyHolder, space: string): Promise<void> =>
    collectionOf(collections, kind).update(holder, (current) => {
      if (current === undefined || !Object.hasOwn(current.shared, space)) return { action: 'keep', result: undefined };
      const kept = Object.entries(current.shared).filter(([name]) => name !== space);
      return { action: 'put', value: { ...current, shared: Object.fromEntries(kept) }, result: undefined };
    });

  return {
    add: (name) =>
      names.take(name, 'space', async () => {
        // What an interrupted removal or an import left behind is no right to the new one.
        await withdraw(name);
        const space = { name, created_at: clock() };
        await spaces.put(name, space);
        return statusOf(space);
      }),

    list() {
      const all = holders();
      const counts = notes.counts();
      return [...spaces.entries()]
        .map(([name, space]) => ({ space, ...grantsOf(name, all), notes: counts.get(name) ?? 0 }))
        .sort((one, other) => (one.space.name < other.space.name ? -1 : 1));
    },

    async remove(name, { force = false }) {
      const space = spaces.get(name);
      if (space === undefined) throw unknownSpace(name);
      const { writers, readers, notes: count } = statusOf(space);
      const having = [...writers, ...readers];
      if (!force && (having.length > 0 || count > 0)) throw inUse(name, having, count);
      // First the space itself: from then on nobody has a right to it, whatever happens next.
      if (!(await spaces.delete(name))) throw unknownSpace(name);
      const withdrawn = await withdraw(name);
      return { name, withdrawn, notesDeleted: await notes.clear(name) };
    },
  };
}

function unknownSpace(name: string): CodezError {
  return new CodezError(
    'not_found',
    `There is no shared space named ${JSON.stringify(name.slice(0, 64))}`,
    'See `codez space list`.',
  );
}

function inUse(name: string, having: readonly string[], notes: number): CodezError {
  const named = having.slice(0, 5).map((id) => id.replace(':', ' '));
  const more = having.length > named.length ? ` and ${having.length - named.length} more` : '';
  const uses = [
    ...(having.length > 0 ? [`${named.join(', ')}${more} may use it`] : []),
    ...(notes > 0 ? [`it holds ${notes} ${notes === 1 ? 'note' : 'notes'}`] : []),
  ];
  return new CodezError(
    'conflict',
    `The space ${name} is in use: ${uses.join(', and ')}`,
    'With --force (force: true) it is removed all the same: they lose the right to it and its notes are deleted.',
  );
}
