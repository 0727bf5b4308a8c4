import type { Ids } from '../../core/ids.ts';
import type { Logger } from '../../core/logger.ts';
import { createSlices, type Slices } from '../../core/slices.ts';
import type { AppliedChange, Collection } from '../../storage/collection.ts';
import type { Memory } from '../memory-service.ts';
import { noteKey } from '../note-key.ts';
import { NoteIndex } from './note-index.ts';
import { sortInSlices } from './sort-in-slices.ts';

/** How long notes that came out of order wait for the others of their import. */
const SORT_AFTER_MS = 1_000;
/** Sorting in takes at most this share of the time, however often the clock is set back. */
const SORT_SHARE = 30;

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
 * Builds the index in slices and follows the collection. When many notes have been replaced or deleted, or notes came
 * out of order, it is built anew beside the one that serves, and swapped in.
 */
export function createLiveIndex({ notes, ids, logger }: LiveIndexOptions): LiveIndex {
  let serving: NoteIndex | undefined;
  let pending: AppliedChange<Memory>[] | undefined;
  let sorting: NodeJS.Timeout | undefined;
  let builtInMs = 0;
  let closed = false;

  const rebuild = async (): Promise<NoteIndex> => {
    const startedAt = performance.now();
    const changes: AppliedChange<Memory>[] = [];
    pending = changes;
    try {
      const bits = (): number => Number.parseInt(ids.hex(4), 16);
      const index = new NoteIndex({ epoch: ids.hex(6), seed: bits(), mask: bits() });
      const slices = createSlices();
      for (const note of await sortedNotes(notes, slices)) {
        // What has changed since is among the changes.
        if (notes.get(noteKey(note.space, note.id)) === note) index.add(note);
        if (slices.over) await slices.rest();
        if (closed) return index;
      }
      for (let next = 0; next < changes.length; next += 1) {
        apply(index, changes[next] as AppliedChange<Memory>);
        if (slices.over) await slices.rest();
      }
      // In the same tick as the last change was applied, so that none is missed.
      serving = index;
      builtInMs = performance.now() - startedAt;
      return index;
    } finally {
      pending = undefined;
    }
  };

  const rebuildBeside = (): void => {
    clearTimeout(sorting);
    sorting = undefined;
    if (closed || pending !== undefined) return;
    rebuild().catch((error: unknown) => {
      logger.error('the index of notes could not be built anew; the old one serves on', { error: String(error) });
    });
  };

  const unsubscribe = notes.subscribe((change) => {
    pending?.push(change);
    if (serving === undefined) return;
    apply(serving, change);
    if (serving.isWasteful) rebuildBeside();
    else if (serving.isDisordered) {
      sorting ??= setTimeout(rebuildBeside, Math.max(SORT_AFTER_MS, SORT_SHARE * builtInMs)).unref();
    }
  });
  const first = rebuild();
  // Whoever searches gets the error.
  first.catch(() => {});

  return {
    ready: async () => serving ?? (await first),
    close() {
      closed = true;
      clearTimeout(sorting);
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
