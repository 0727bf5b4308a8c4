import { Worker } from 'node:worker_threads';
import type { FileCount } from './file-count.ts';
import { THREAD_LIMITS } from './thread-limits.ts';

type Counts = readonly (FileCount | undefined)[];

/** A thread that counts whole files beside this one. */
export class Lane {
  readonly #worker = new Worker(new URL('./counting-lane.js', import.meta.url), {
    resourceLimits: THREAD_LIMITS,
  });
  /** Those who wait for what was asked, in the order they asked. */
  readonly #waiting: ((counts: Counts | undefined) => void)[] = [];
  #isOver = false;

  constructor() {
    this.#worker.on('message', (counts: Counts) => this.#waiting.shift()?.(counts));
    this.#worker.once('error', () => this.#end());
    this.#worker.once('exit', () => this.#end());
  }

  /** Counts files from their beginning; undefined when the thread has died. */
  count(paths: readonly string[]): Promise<Counts | undefined> {
    if (this.#isOver) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(paths);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(): void {
    this.#isOver = true;
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }
}
