import { CodezError } from '../core/errors.ts';

/** What waits in the queue needs to say how much of the bound it uses. */
export interface Queued {
  readonly sizeBytes: number;
}

export interface CommitPumpOptions<E extends Queued> {
  /** Makes a batch durable, or throws having written nothing. */
  readonly write: (batch: readonly E[]) => Promise<void>;
  /** Called in the tick in which a batch became durable. */
  readonly applied: (batch: readonly E[]) => void;
  readonly failed: (batch: readonly E[], error: unknown) => void;
  readonly maxQueuedBytes?: number;
}

/** Queue bound of a collection; beyond it writers are told to come back. */
const MAX_QUEUED_BYTES = 64 * 1024 * 1024;
/** Bound of one batch, so that building it does not hold up the event loop. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Group commit: takes all that is queued, makes it durable in one go, then acknowledges all of it. While one batch
 * is on its way to disk, the next one gathers.
 */
export class CommitPump<E extends Queued> {
  readonly #options: CommitPumpOptions<E>;
  readonly #maxQueuedBytes: number;
  #queue: E[] = [];
  #queuedBytes = 0;
  #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  constructor(options: CommitPumpOptions<E>) {
    this.#options = options;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? MAX_QUEUED_BYTES;
  }

  /** What is queued and not yet on its way to disk, oldest first. */
  get queued(): readonly E[] {
    return this.#queue;
  }

  /** @throws CodezError `unavailable` when `entry` would exceed the bound. */
  enqueue(entry: E): void {
    if (this.#queuedBytes + entry.sizeBytes > this.#maxQueuedBytes) {
      throw new CodezError(
        'unavailable',
        'The store is busy: more writes are waiting than it may hold in memory',
        'Try again in a moment.',
      );
    }
    this.#queue.push(entry);
    this.#queuedBytes += entry.sizeBytes;
    this.#start();
  }

  /** Removes entries from the queue; they are neither written nor told. */
  withdraw(entries: ReadonlySet<E>): void {
    this.#queue = this.#queue.filter((entry) => !entries.has(entry));
    for (const entry of entries) this.#queuedBytes -= entry.sizeBytes;
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
      this.#start();
    });
  }

  /** Resolves when nothing is queued or being written. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #start(): void {
    // Begun in a microtask, so that all writers of this tick share the first batch.
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    for (;;) {
      const task = this.#tasks.shift();
      if (task !== undefined) await task();
      else if (this.#queue.length > 0) await this.#commit(this.#take());
      else break;
    }
    this.#running = undefined;
  }

  async #commit(batch: E[]): Promise<void> {
    try {
      await this.#options.write(batch);
    } catch (error) {
      this.#options.failed(batch, error);
      return;
    }
    this.#options.applied(batch);
  }

  #take(): E[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.#queue) {
      if (count > 0 && bytes + entry.sizeBytes > MAX_BATCH_BYTES) break;
      bytes += entry.sizeBytes;
      count++;
    }
    const batch = count === this.#queue.length ? this.#queue : this.#queue.slice(0, count);
    this.#queue = count === this.#queue.length ? [] : this.#queue.slice(count);
    this.#queuedBytes -= bytes;
    return batch;
  }
}
