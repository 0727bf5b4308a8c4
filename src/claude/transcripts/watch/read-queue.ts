interface Waiting {
  readonly work: () => Promise<void>;
  readonly done: Promise<void>;
  readonly resolve: () => void;
}

/** Runs work for files: one piece at a time for each, and few at a time in all. */
export class ReadQueue {
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #max: number;
  readonly #onError: (error: unknown) => void;

  constructor(max: number, onError: (error: unknown) => void) {
    this.#max = max;
    this.#onError = onError;
  }

  /** Runs `work` soon; what waits for the same file already stands for both. Resolves when it is done or given up. */
  add(path: string, work: () => Promise<void>): Promise<void> {
    const known = this.#waiting.get(path);
    if (known !== undefined) return known.done;
    let resolve = (): void => {};
    const done = new Promise<void>((settle) => {
      resolve = settle;
    });
    this.#waiting.set(path, { work, done, resolve });
    this.#advance();
    return done;
  }

  /** Resolves when nothing runs or waits. */
  async drain(): Promise<void> {
    while (this.#running.size > 0 || this.#waiting.size > 0) {
      await Promise.all([...this.#running.values(), ...[...this.#waiting.values()].map(({ done }) => done)]);
    }
  }

  /** Gives up what waits, and waits for what runs. */
  async close(): Promise<void> {
    for (const { resolve } of this.#waiting.values()) resolve();
    this.#waiting.clear();
    await Promise.all(this.#running.values());
  }

  #advance(): void {
    for (const [path, { work, resolve }] of this.#waiting) {
      if (this.#running.size >= this.#max) return;
      if (this.#running.has(path)) continue;
      this.#waiting.delete(path);
      const done = work()
        .catch(this.#onError)
        .then(() => {
          this.#running.delete(path);
          resolve();
          this.#advance();
        });
      this.#running.set(path, done);
    }
  }
}
