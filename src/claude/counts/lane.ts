import { Worker } from 'node:worker_threads';
import type { FileCount } from './file-count.ts';
import { THREAD_LIMITS } from './thread-limits.ts';

/** A thread that counts whole files beside this one. */
export class Lane {
  readonly #worker = new Worker(new URL('./counting-lane.js', import.meta.url), {
    resourceLimits: THREAD_LIMITS,
  });
  #settle: ((counts: readonly (FileCount | undefined)[] | undefined) => void) | undefined;

  constructor() {
    this.#worker.on('message', (counts: readonly (FileCount | undefined)[]) => this.#end(counts));
    this.#worker.once('error', () => this.#end(undefined));
    this.#worker.once('exit', () => this.#end(undefined));
  }

  /** Counts files from their beginning; undefined when the thread has died. */
  count(paths: readonly string[]): Promise<readonly (FileCount | undefined)[] | undefined> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#worker.postMessage(paths);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(counts: readonly (FileCount | undefined)[] | undefined): void {
    this.#settle?.(counts);
    this.#settle = undefined;
  }
}
