import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { AppliedChange, Collection, Decision } from './collection.ts';
import { CommitPump } from './commit-pump.ts';
import type { HealthBoard } from './health-board.ts';
import type { JournalWriter } from './journal-writer.ts';
import { SyncError, toStorageError } from './storage-errors.ts';
import { assertKey, createWriteEntry, toRecordJson, type WriteEntry, whenDurable } from './write-entry.ts';

/** Longest time a value written behind stays in memory only; half of what is promised. */
const BEHIND_MS = 500;

export interface JournalCollectionOptions<T> {
  readonly name: string;
  readonly records: Map<string, T>;
  readonly writer: JournalWriter;
  readonly health: HealthBoard;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called after each batch, with the journal grown. */
  readonly onGrowth: () => void;
}

/** A collection whose records live in a map and whose changes go through the journal first. */
export class JournalCollection<T> implements Collection<T> {
  readonly name: string;
  readonly #records: Map<string, T>;
  readonly #options: JournalCollectionOptions<T>;
  readonly #pump: CommitPump<WriteEntry<T>>;
  readonly #behind = new Set<string>();
  readonly #listeners = new Set<(change: AppliedChange<T>) => void>();
  #behindTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: JournalCollectionOptions<T>) {
    this.name = options.name;
    this.#records = options.records;
    this.#options = options;
    this.#pump = new CommitPump({
      write: (batch) => this.#write(batch),
      applied: (batch) => this.#applied(batch),
      failed: (batch, error) => this.#failed(batch, error),
    });
  }

  get size(): number {
    return this.#records.size;
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#records.entries();
  }

  put(key: string, value: T): Promise<void> {
    try {
      // Decided on nothing, so it settles as its batch does.
      return this.#enqueue(key, value).durable;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  delete(key: string): Promise<boolean> {
    return this.update(key, (current) =>
      current === undefined ? { action: 'keep', result: false } : { action: 'delete', result: true },
    );
  }

  async update<R>(key: string, decide: (current: T | undefined) => Decision<T, R>): Promise<R> {
    const seen = this.#pump.find(key);
    const decision = decide(seen === undefined ? this.#records.get(key) : seen.value);
    if (decision.action === 'keep') {
      if (seen !== undefined) await whenDurable(seen);
      return decision.result;
    }
    const value = decision.action === 'put' ? decision.value : undefined;
    await whenDurable(this.#enqueue(key, value, seen));
    return decision.result;
  }

  putBehind(key: string, value: T): void {
    assertKey(key);
    if (this.#pump.find(key) !== undefined) {
      // A queued change is older than this one and not visible yet: going through the queue keeps their order.
      this.#enqueue(key, value).durable.catch(() => this.#keepBehind(key));
      return;
    }
    this.#apply(key, value, this.#options.clock());
    this.#keepBehind(key);
  }

  subscribe(listener: (change: AppliedChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs `task` while nothing is being written to the journal. */
  betweenBatches<R>(task: () => Promise<R> | R): Promise<R> {
    return this.#pump.betweenBatches(task);
  }

  /** Refuses further changes and waits for the accepted ones, those written behind included. */
  async close(): Promise<void> {
    if (!this.#closed) this.#flushBehind();
    this.#closed = true;
    await this.#pump.drained();
    await this.#options.writer.seal();
  }

  #enqueue(key: string, value: T | undefined, dependsOn?: WriteEntry<T>, isBehind?: boolean): WriteEntry<T> {
    assertKey(key);
    this.#options.health.assertWritable();
    if (this.#closed) throw new CodezError('unavailable', 'The store is closed', 'Start codez again.');
    const entry = createWriteEntry(key, value, this.#options.clock(), dependsOn, isBehind);
    entry.durable = this.#pump.enqueue(entry);
    return entry;
  }

  async #write(batch: readonly WriteEntry<T>[]): Promise<void> {
    this.#options.health.assertWritable();
    await this.#options.writer.append(batch.length, (index, seq) => toRecordJson(batch[index] as WriteEntry<T>, seq));
  }

  #applied(batch: readonly WriteEntry<T>[]): void {
    for (const entry of batch) {
      // A key that is never at rest would else chain all its changes together.
      entry.dependsOn = undefined;
      if (!entry.isBehind) {
        this.#behind.delete(entry.key);
        this.#apply(entry.key, entry.value, entry.at);
      }
    }
    this.#options.onGrowth();
  }

  #apply(key: string, value: T | undefined, at: number): void {
    const previous = this.#records.get(key);
    if (value === undefined) this.#records.delete(key);
    else this.#records.set(key, value);
    for (const listener of this.#listeners) {
      try {
        listener({ key, value, previous, at });
      } catch (error) {
        this.#options.logger.error('a listener of the store failed', { collection: this.name, error: String(error) });
      }
    }
  }

  #failed(batch: readonly WriteEntry<T>[], cause: unknown): Error {
    const error = toStorageError(cause, 'Writing to', this.#options.writer.directory);
    if (cause instanceof SyncError) this.#options.health.turnReadOnly(this.name, cause.message);
    else this.#options.logger.error('writes were rejected', { collection: this.name, reason: error.message });
    for (const entry of batch) entry.error = error;
    this.#pump.withdraw((entry) => {
      if (entry.dependsOn?.error === undefined) return false;
      entry.error = error;
      return true;
    });
    return error;
  }

  #keepBehind(key: string): void {
    this.#behind.add(key);
    if (this.#closed) return;
    this.#behindTimer ??= setTimeout(() => this.#flushBehind(), BEHIND_MS).unref();
  }

  #flushBehind(): void {
    clearTimeout(this.#behindTimer);
    this.#behindTimer = undefined;
    if (this.#options.health.health().state === 'read_only') return;
    const keys = [...this.#behind];
    this.#behind.clear();
    for (const key of keys) {
      const value = this.#records.get(key);
      if (value === undefined) continue;
      try {
        // A pending change of the key carries a newer value of its own; this one only counts if that one fails.
        if (this.#pump.find(key) !== undefined) this.#keepBehind(key);
        else this.#saveBehind(key, value);
      } catch {
        this.#keepBehind(key);
      }
    }
  }

  #saveBehind(key: string, value: T): void {
    this.#enqueue(key, value, undefined, true).durable.catch(() => this.#keepBehind(key));
  }
}
