import { randomIds } from '../../src/core/ids.ts';
import { OWNER, type Principal } from '../../src/core/principal.ts';
import { createMemoryService } from '../../src/memories/create-memory-service.ts';
import type { Memory, MemoryService } from '../../src/memories/memory-service.ts';
import type { Collection } from '../../src/storage/collection.ts';
import { scratchFolder } from './scratch.ts';
import { openTestStore } from './store.ts';

/** Notes over a store of their own, with a clock that the test sets. */
export interface TestNotes {
  readonly memories: MemoryService;
  readonly collection: Collection<Memory>;
  /** Milliseconds since the epoch; moves only when the test moves it. */
  now: number;
  /** Opens the same data directory again, as after a restart. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an empty service of notes on a new data directory. */
export async function openNotes(now = Date.UTC(2026, 0, 1)): Promise<TestNotes> {
  const home = scratchFolder();
  const open = async () => {
    const clock = (): number => notes.now;
    const store = await openTestStore(home, { clock });
    const collection = await store.collection<Memory>('notes');
    return { store, collection, memories: createMemoryService({ notes: collection, clock, ids: randomIds }) };
  };
  const close = async (): Promise<void> => {
    opened.memories.close();
    await opened.store.close();
  };
  const notes: TestNotes = {
    now,
    get memories() {
      return opened.memories;
    },
    get collection() {
      return opened.collection;
    },
    async reopen() {
      await close();
      opened = await open();
    },
    close,
  };
  let opened = await open();
  return notes;
}

/** Returns a host with a space of its own and shared ones; `name:read` is one it may only read. */
export function hostPrincipal(name: string, shared: readonly string[] = []): Principal {
  const writable = shared.filter((space) => !space.endsWith(':read'));
  const readable = shared.map((space) => space.replace(/:read$/, ''));
  return {
    ...OWNER,
    kind: 'host',
    name,
    scopes: new Set(['memory', 'resources']),
    spaces: { own: name, readable: new Set([name, ...readable]), writable: new Set([name, ...writable]) },
  };
}
