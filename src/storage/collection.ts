/** A change that has become durable, as listeners see it. `value` is undefined after a deletion. */
export interface AppliedChange<T> {
  readonly key: string;
  readonly value: T | undefined;
  readonly previous: T | undefined;
  /** Milliseconds since the epoch, from the store's clock. */
  readonly at: number;
}

/** What a read-modify-write decided: the record's fate, and what its caller gets back. */
export type Decision<T, R> =
  | { readonly action: 'put'; readonly value: T; readonly result: R }
  | { readonly action: 'delete'; readonly result: R }
  | { readonly action: 'keep'; readonly result: R };

/**
 * Records by key, in memory for reading and in a journal for keeping.
 *
 * Readers see durable data only. Every write resolves after `fdatasync` has returned and the record has been
 * applied, and rejects with `unavailable` (nothing applied) when it could not be made durable. Values are plain
 * JSON and belong to the collection once handed over: neither callers nor listeners change them.
 */
export interface Collection<T> {
  readonly name: string;
  readonly size: number;
  get(key: string): T | undefined;
  /** Insertion order of first appearance; safe while writes go on. */
  entries(): IterableIterator<[string, T]>;
  put(key: string, value: T): Promise<void>;
  /** Resolves to whether there was a record. */
  delete(key: string): Promise<boolean>;
  /**
   * Read-modify-write without a race: `decide` runs at once on the newest value of the key, queued ones included,
   * and its result is handed over when that value is durable (for `keep`: when what it saw is durable).
   * What `decide` throws is rejected and nothing is written.
   */
  update<R>(key: string, decide: (current: T | undefined) => Decision<T, R>): Promise<R>;
  /** Visible at once, durable within a second, coalesced: for last-use times and counts, never for promises. */
  putBehind(key: string, value: T): void;
  /** Calls `listener` for each change in the tick it is applied, before its writer is acknowledged. */
  subscribe(listener: (change: AppliedChange<T>) => void): () => void;
}
