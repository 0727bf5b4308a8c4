import type { Logger } from '../../core/logger.ts';
import type { Collection } from '../../storage/collection.ts';

/**
 * Records of a collection as this process knows them: a change is seen at once and becomes durable in order behind
 * it. What can be learned again from a process' output is `set`; promises are made with `keep`.
 */
export class AheadRecords<T> {
  readonly #collection: Collection<T>;
  readonly #logger: Logger;
  readonly #before: () => Promise<void>;
  readonly #ahead = new Map<string, T>();
  readonly #writes = new Set<Promise<void>>();

  /** `before` resolves when what tells of a change is kept: what is `set` is written behind that. */
  constructor(collection: Collection<T>, logger: Logger, before: () => Promise<void> = () => Promise.resolve()) {
    this.#collection = collection;
    this.#logger = logger;
    this.#before = before;
  }

  get(key: string): T | undefined {
    return this.#ahead.get(key) ?? this.#collection.get(key);
  }

  *entries(): IterableIterator<[string, T]> {
    for (const [key, value] of this.#collection.entries()) yield [key, this.#ahead.get(key) ?? value];
    for (const [key, value] of this.#ahead) if (this.#collection.get(key) === undefined) yield [key, value];
  }

  /** Sees `value` from now on, whether or not it can be written behind. */
  set(key: string, value: T): void {
    this.#ahead.set(key, value);
    // What tells of the change may be on its way only behind this call.
    const write = Promise.resolve()
      .then(this.#before)
      // What was set since is written in its place.
      .then(() => (this.#ahead.get(key) === value ? this.#collection.put(key, value) : undefined))
      .then(
        () => this.#settle(key, value),
        (error: unknown) => this.#logger.error('record not written', { key, error: String(error) }),
      )
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  /** Sees `value` from now on; resolves when it is durable, and sees what was there before when it cannot be. */
  async keep(key: string, value: T): Promise<void> {
    this.#ahead.set(key, value);
    try {
      await this.#collection.put(key, value);
    } finally {
      this.#settle(key, value);
    }
  }

  #settle(key: string, value: T): void {
    if (this.#ahead.get(key) === value) this.#ahead.delete(key);
  }

  /** Resolves to the record that is durable under `key`: `value` when there was none. */
  async keepNew(key: string, value: T): Promise<{ readonly record: T; readonly isNew: boolean }> {
    return await this.#collection.update<{ record: T; isNew: boolean }>(key, (current) =>
      current === undefined
        ? { action: 'put', value, result: { record: value, isNew: true } }
        : { action: 'keep', result: { record: current, isNew: false } },
    );
  }

  async remove(key: string): Promise<void> {
    this.#ahead.delete(key);
    await this.#collection.delete(key);
  }

  /** Resolves when everything set so far is written. */
  async flush(): Promise<void> {
    await Promise.all(this.#writes);
  }
}
