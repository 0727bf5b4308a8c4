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

/**
 * Group commit: takes all that is queued, makes it durable in one go, then acknowledges all of it. While one batch
 * is on its way to disk, the next one gathers; those who were just acknowledged may join it before it leaves.
 */
export class CommitPump<E extends Queued> {
  readonly #options: CommitPumpOptions<E>;
  readonly #maxQueuedBytes: number;
  #groups: Group<E>[] = [];
  #writing: Group<E> | undefined;
  #queuedBytes = 0;
  #tasks: (() => Promise<void>)[] = [];
  #state: 'idle' | 'scheduled' | 'running' = 'idle';
  #whenIdle: (() => void)[] = [];

  constructor(options: CommitPumpOptions<E>) {
    this.#options = options;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? MAX_QUEUED_BYTES;
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
    this.#schedule();
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

  /** Has the next step taken in a microtask, so that all writers of this tick share the batch. */
  #schedule(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'scheduled';
    queueMicrotask(() => {
      if (this.#state === 'scheduled') this.#advance();
    });
  }

  /** Begins the next task or batch; called when none is under way. */
  #advance(): void {
    this.#state = 'running';
    const task = this.#tasks.shift();
    const group = task === undefined ? this.#groups.shift() : undefined;
    if (task !== undefined) void task().then(() => this.#advance());
    else if (group !== undefined) void this.#write(group);
    else {
      this.#state = 'idle';
      for (const resolve of this.#whenIdle.splice(0)) resolve();
    }
  }

  async #write(group: Group<E>): Promise<void> {
    this.#writing = group;
    this.#queuedBytes -= group.sizeBytes;
    try {
      if (group.entries.length > 0) await this.#options.write(group.entries);
    } catch (error) {
      this.#writing = undefined;
      group.reject(this.#options.failed(group.entries, error));
      this.#advance();
      return;
    }
    this.#options.applied(group.entries);
    this.#writing = undefined;
    group.resolve();
    // After the writers that were just told: what they write next belongs into the same batch.
    this.#state = 'idle';
    this.#schedule();
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
