import type { SpaceNotes } from '../hosts/holder-service.ts';
import type { Memory } from '../memories/memory-service.ts';
import type { Collection } from '../storage/collection.ts';

/** Returns the notes of spaces, for what happens to a space as a whole. */
export function createSpaceNotes(notes: Collection<Memory>): SpaceNotes {
  const keysOf = (space: string): string[] => {
    const beginning = `${space}/`;
    return [...notes.entries()].map(([key]) => key).filter((key) => key.startsWith(beginning));
  };
  return {
    count: (space) => keysOf(space).length,
    counts() {
      const counts = new Map<string, number>();
      for (const [key] of notes.entries()) {
        const space = key.slice(0, key.indexOf('/'));
        counts.set(space, (counts.get(space) ?? 0) + 1);
      }
      return counts;
    },
    async clear(space) {
      const deleted = await Promise.all(keysOf(space).map((key) => notes.delete(key)));
      return deleted.filter(Boolean).length;
    },
  };
}
