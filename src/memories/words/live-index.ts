import type { Ids } from '../../core/ids.ts';
import type { Logger } from '../../core/logger.ts';
import { createSlices, type Slices } from '../../core/slices.ts';
import type { AppliedChange, Collection } from '../../storage/collection.ts';
import type { Memory } from '../memory-service.ts';
import { noteKey } from '../note-key.ts';
import { NoteIndex } from './note-index.ts';
import { sortInSlices } from './sort-in-slices.ts';

export interface LiveIndexOptions {
  readonly notes: Collection<Memory>;
  readonly ids: Ids;
  readonly logger: Logger;
}

/** The index of a collection, kept up to date in the tick of each change. */
export interface LiveIndex {
  /** Resolves to the index when the notes that were there at the start are in it. */
  ready(): Promise<NoteIndex>;
  close(): void;
}

/**
 * Builds the index in slices and follows the collection. When many notes have been replaced or deleted it is built
 * anew beside the one that serves, and swapped in.
 */
export function createLiveIndex({ notes, ids, logger }: LiveIndexOptions): LiveIndex {
  let serving: NoteIndex | undefined;
  let changes: AppliedChange<Memory>[] | undefined;
  let closed = false;

  const rebuild = async (): Promise<NoteIndex> => {
    const pending: AppliedChange<Memory>[] = [];
    changes = pending;
    const bits = (): number => Number.parseInt(ids.hex(4), 16);
    const index = new NoteIndex({ epoch: ids.hex(6), seed: bits(), mask: bits() });
    const slices = createSlices();
    for (const note of await sortedNotes(notes, slices)) {
      // What has changed since is among the pending changes.
      if (notes.get(noteKey(note.space, note.id)) === note) index.add(note);
      if (slices.over) await slices.rest();
      if (closed) return index;
    }
    for (let next = 0; next < pending.length; next += 1) {
      apply(index, pending[next] as AppliedChange<Memory>);
      if (slices.over) await slices.rest();
    }
    serving = index;
    changes = undefined;
    return index;
  };

  const unsubscribe = notes.subscribe((change) => {
    changes?.push(change);
    if (serving === undefined) return;
    apply(serving, change);
    if (changes !== undefined || !serving.isWasteful) return;
    rebuild().catch((error: unknown) => {
      changes = undefined;
      logger.error('the index of notes could not be built anew; the old one serves on', { error: String(error) });
    });
  });
  const first = rebuild();
  // Whoever searches gets the error.
  first.catch(() => {});

  return {
    ready: async () => serving ?? (await first),
    close() {
      closed = true;
      unsubscribe();
    },
  };
}

function apply(index: NoteIndex, { value, previous }: AppliedChange<Memory>): void {
  if (value !== undefined) index.add(value);
  else if (previous !== undefined) index.remove(previous);
}

async function sortedNotes(notes: Collection<Memory>, slices: Slices): Promise<readonly Memory[]> {
  const found: Memory[] = [];
  for (const [, note] of notes.entries()) {
    found.push(note);
    if (slices.over) await slices.rest();
  }
  return await sortInSlices(found, byTime, slices);
}

/** Times are ISO 8601 UTC in one form: their text sorts as they do. */
function byTime(a: Memory, b: Memory): number {
  if (a.updated_at === b.updated_at) return 0;
  return a.updated_at < b.updated_at ? -1 : 1;
}
