import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { createSlices } from '../core/slices.ts';
import type { Collection } from '../storage/collection.ts';
import { isExpired } from './decide-note.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import type { Memory } from './memory-service.ts';

/** The timer looks again at least this often, so that a clock that was set is noticed. */
const LONGEST_WAIT_MS = 60_000;
/** And at most this often: readers do not see expired notes anyway. */
const SHORTEST_WAIT_MS = 1_000;

export interface NoteExpiryOptions {
  readonly notes: Collection<Memory>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Deletes expired notes in the background; its timer keeps no process alive. */
export interface NoteExpiry {
  /** Number of notes that have expired and are not deleted yet. */
  countDue(): number;
  /** Deletes what is due now; resolves when that is durable. */
  purge(): Promise<void>;
  close(): void;
}

export function createNoteExpiry({ notes, clock, logger }: NoteExpiryOptions): NoteExpiry {
  const queue = new ExpiryQueue();
  const due = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const follow = (key: string, note: Memory | undefined): void => {
    due.delete(key);
    queue.set(key, note?.expires_at === undefined ? undefined : Date.parse(note.expires_at));
    schedule();
  };

  const schedule = (): void => {
    const next = due.size > 0 ? 0 : queue.next();
    if (closed || timer !== undefined || next === undefined) return;
    const waitMs = Math.min(Math.max(next - clock(), SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
    timer = setTimeout(() => {
      timer = undefined;
      purge()
        .catch((error: unknown) => logger.warn('expired notes could not be deleted yet', { error: String(error) }))
        .finally(schedule);
    }, waitMs).unref();
  };

  const gather = (): void => {
    for (const key of queue.takeDue(clock())) due.add(key);
  };

  const purge = async (): Promise<void> => {
    await listed;
    gather();
    await Promise.all(
      [...due].map((key) =>
        notes.update(key, (note) => {
          const isDue = note !== undefined && isExpired(note, clock());
          return isDue ? { action: 'delete', result: undefined } : { action: 'keep', result: undefined };
        }),
      ),
    );
  };

  const readAll = async (): Promise<void> => {
    const slices = createSlices();
    // Not in the tick in which the index begins to be built.
    await slices.rest();
    for (const [key, note] of notes.entries()) {
      if (note.expires_at !== undefined) follow(key, note);
      if (slices.over) await slices.rest();
      if (closed) return;
    }
  };

  const unsubscribe = notes.subscribe(({ key, value, previous }) => {
    if (value?.expires_at !== undefined || previous?.expires_at !== undefined) follow(key, value);
  });
  const listed = readAll().catch((error: unknown) => {
    logger.error('expiring notes could not be listed', { error: String(error) });
  });

  return {
    countDue() {
      gather();
      return due.size;
    },
    purge,
    close() {
      closed = true;
      unsubscribe();
      clearTimeout(timer);
    },
  };
}
