import { systemClock } from '../../../src/core/clock.ts';
import { randomIds } from '../../../src/core/ids.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import type { Memory } from '../../../src/memories/memory-service.ts';
import { noteKey } from '../../../src/memories/note-key.ts';
import type { Collection } from '../../../src/storage/collection.ts';
import type { JsonStore } from '../../../src/storage/json-store.ts';
import { openStore } from '../../../src/storage/open-store.ts';

/** So many notes are on their way to disk at once while a store is filled. */
const WINDOW = 1000;
/** No merging by itself, so that it does not run into what is measured. */
const NEVER = Number.MAX_SAFE_INTEGER;

export interface OpenNotes {
  readonly store: JsonStore;
  readonly notes: Collection<Memory>;
  readonly keys: readonly string[];
}

/** Opens the store of `home` as it is. */
export function openBenchStore(home: string): Promise<JsonStore> {
  const options = { logger: silentLogger, clock: systemClock, ids: randomIds, waitMs: 0 };
  return openStore({ home, ...options, compactAfterBytes: NEVER });
}

/** Opens a store and fills it with `corpus`. */
export async function openNotes(home: string, corpus: Iterable<Memory>): Promise<OpenNotes> {
  const store = await openBenchStore(home);
  const notes = await store.collection<Memory>('notes');
  const keys: string[] = [];
  let window: Promise<void>[] = [];
  for (const note of corpus) {
    const key = noteKey(note.space, note.id);
    keys.push(key);
    window.push(notes.put(key, note));
    if (window.length < WINDOW) continue;
    await Promise.all(window);
    window = [];
  }
  await Promise.all(window);
  return { store, notes, keys };
}
