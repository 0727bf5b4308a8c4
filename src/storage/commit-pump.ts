import { CodezError } from '../core/errors.ts';

/** What waits in the queue: whose change it is, and how much of the bound it uses. */
export interface Queued {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface CommitPumpOptions<E extends Queued> {
  /** Makes a batch durable, or throws having written nothing. */
  readonly write: (batch: readonly E[]) => Promise<void>;
  /** Called in the tick in which a batch became durable, before its writers are told. */
  readonly applied: (batch: readonly E[]) => void;
  /** Called before the writers of a batch are told that it failed; returns the error they are told. */
  readonly failed: (batch: readonly E[], error: unknown) => Error;
  readonly maxQueuedBytes?: number;
  /** Monotonic milliseconds, to tell a fast disk from a slow one. */
  readonly now?: () => number;
}

/** Entries that become durable together, and the one promise all their writers wait for. */
interface Group<E> {
  entries: E[];
  /**
   * The newest entry of each key. A map of its own for each group, dropped whole: one map for all would be
   * reallocated with every batch, and the chain of its old tables is what the garbage collector then drags along.
   */
  readonly newest: Map<string, E>;
  sizeBytes: number;
  readonly durable: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Queue bound of a collection; beyond it writers are told to come back. */
const MAX_QUEUED_BYTES = 64 * 1024 * 1024;
/** Bound of one batch, so that building it does not hold up the event loop. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** Below this the disk takes less time for a batch than we do. */
const FAST_MS = 0.25;
/** Smaller batches are not worth being divided. */
const MIN_DIVIDED = 32;

/**
 * Group commit: takes all that is queued, makes it durable in one go, then acknowledges all of it. While one batch
 * is on its way to disk, the next one gathers.
 *
 * On a slow disk the fewest batches are best: all writers of a tick, and those just acknowledged, share one. On a
 * fast one (an fsync below 0.25 ms) their number does not matter, but idling while the disk works does: then half of
 * a large batch is sent ahead, and the next one is on its way before the writers of the last are told.
 */
export class CommitPump<E extends Queued> {
  readonly #options: CommitPumpOptions<E>;
  readonly #maxQueuedBytes: number;
  readonly #now: () => number;
  #groups: Group<E>[] = [];
  #writing: Group<E> | undefined;
  #queuedBytes = 0;
  #tasks: (() => Promise<void>)[] = [];
  #state: 'idle' | 'scheduled' | 'running' = 'idle';
  #whenIdle: (() => void)[] = [];
  #isFast = false;
  #lastCount = 0;

  constructor(options: CommitPumpOptions<E>) {
    this.#options = options;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? MAX_QUEUED_BYTES;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Queues `entry`; resolves when it is durable and applied.
   * @throws CodezError `unavailable` at once when `entry` would exceed the bound.
   */
  enqueue(entry: E): Promise<void> {
    if (this.#queuedBytes + entry.sizeBytes > this.#maxQueuedBytes) {
      throw new CodezError(
        'unavailable',
        'The store is busy: more writes are waiting than it may hold in memory',
        'Try again in a moment.',
      );
    }
    let group = this.#groups.at(-1);
    if (group === undefined || group.sizeBytes + entry.sizeBytes > MAX_BATCH_BYTES) {
      group = createGroup();
      this.#groups.push(group);
    }
    group.entries.push(entry);
    group.newest.set(entry.key, entry);
    group.sizeBytes += entry.sizeBytes;
    this.#queuedBytes += entry.sizeBytes;
    const half = Math.max(MIN_DIVIDED, this.#lastCount / 2);
    if (this.#isFast && this.#state === 'scheduled' && group.entries.length >= half) void this.#run();
    else this.#schedule();
    return group.durable;
  }

  /** Returns the newest entry of `key` that is not applied yet. */
  find(key: string): E | undefined {
    for (let at = this.#groups.length - 1; at >= 0; at--) {
      const entry = this.#groups[at]?.newest.get(key);
      if (entry !== undefined) return entry;
    }
    return this.#writing?.newest.get(key);
  }

  /** Takes the entries `isDoomed` says true of out of the queue, oldest first; their promise is not rejected. */
  withdraw(isDoomed: (entry: E) => boolean): void {
    for (const group of this.#groups) {
      group.entries = group.entries.filter((entry) => {
        if (!isDoomed(entry)) return true;
        if (group.newest.get(entry.key) === entry) group.newest.delete(entry.key);
        return false;
      });
    }
  }

  /** Runs `task` while no batch is being written; batches wait until it has ended. */
  betweenBatches<R>(task: () => Promise<R> | R): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(async () => {
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      });
      this.#schedule();
    });
  }

  /** Resolves when nothing is queued or being written. */
  drained(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #schedule(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'scheduled';
    // In a microtask, so that all writers of this tick share the first batch.
    queueMicrotask(() => {
      if (this.#state === 'scheduled') void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#state = 'running';
    for (;;) {
      const task = this.#tasks.shift();
      if (task !== undefined) await task();
      else if (this.#groups.length > 0) await this.#commitAll();
      else break;
    }
    this.#state = 'idle';
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Commits groups until none is left, or a task wants to run between two. */
  async #commitAll(): Promise<void> {
    let group = this.#take();
    let writing = this.#write(group);
    for (;;) {
      const error = await writing;
      if (error !== undefined) {
        this.#writing = undefined;
        group.reject(this.#options.failed(group.entries, error.cause));
        return;
      }
      this.#options.applied(group.entries);
      this.#writing = undefined;
      if (!this.#isFast || this.#groups.length === 0 || this.#tasks.length > 0) {
        group.resolve();
        return;
      }
      const next = this.#take();
      writing = this.#write(next);
      group.resolve();
      group = next;
    }
  }

  #take(): Group<E> {
    const group = this.#groups.shift() as Group<E>;
    this.#queuedBytes -= group.sizeBytes;
    return group;
  }

  /** Never rejects: resolves to what was thrown, once the group is durable or refused. */
  async #write(group: Group<E>): Promise<{ readonly cause: unknown } | undefined> {
    this.#writing = group;
    this.#lastCount = group.entries.length;
    if (this.#lastCount === 0) return undefined;
    const start = this.#now();
    try {
      await this.#options.write(group.entries);
    } catch (cause) {
      return { cause };
    }
    this.#isFast = this.#now() - start < FAST_MS;
    return undefined;
  }
}

function createGroup<E>(): Group<E> {
  let resolve = (): void => {};
  let reject = (_error: Error): void => {};
  const durable = new Promise<void>((onDurable, onFailure) => {
    resolve = onDurable;
    reject = onFailure;
  });
  return { entries: [], newest: new Map(), sizeBytes: 0, durable, resolve, reject };
}
