import { Worker } from 'node:worker_threads';
import { CodezError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { CallMessage, CountingCall, CountingCalls, CountingSetup, ThreadMessage } from './counting-calls.ts';
import { THREAD_LIMITS } from './thread-limits.ts';

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls the thread that counts: it is started with the first call, and again when it has died. */
export class CountingClient {
  readonly #thread: URL;
  readonly #setup: CountingSetup;
  readonly #logger: Logger;
  readonly #pending = new Map<number, PendingCall>();
  readonly #onStart: () => void;
  #worker: Worker | undefined;
  #lastId = 0;
  #isClosed = false;

  /**
   * `thread`: the module it runs. `onStart` is told whenever one is started, which knows nothing of what an earlier one
   * has told.
   */
  constructor(thread: URL, setup: CountingSetup, logger: Logger, onStart: () => void) {
    this.#thread = thread;
    this.#setup = setup;
    this.#logger = logger;
    this.#onStart = onStart;
  }

  /** @throws CodezError `unavailable` when the thread dies meanwhile */
  call<Call extends CountingCall>(
    call: Call,
    args: CountingCalls[Call]['args'],
  ): Promise<CountingCalls[Call]['result']> {
    if (this.#isClosed) return Promise.reject(hasDied('codez is stopping'));
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#lastId += 1;
      this.#pending.set(this.#lastId, { resolve: resolve as (result: unknown) => void, reject });
      // As long as somebody waits for an answer the process must not end.
      this.#worker.ref();
      this.#worker.postMessage({ id: this.#lastId, call, args } satisfies CallMessage);
    });
  }

  /** Lets the thread write what is to be kept, and ends it. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) {
      this.#isClosed = true;
      return;
    }
    await this.call('flush', {}).catch(() => undefined);
    this.#isClosed = true;
    await worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#thread, {
      workerData: this.#setup,
      resourceLimits: THREAD_LIMITS,
    });
    worker.unref();
    worker.on('message', (message: ThreadMessage) => this.#take(message));
    worker.once('error', (error) => this.#end(worker, error.message));
    worker.once('exit', (code) => this.#end(worker, `its thread ended with code ${code}`));
    this.#onStart();
    return worker;
  }

  #take(message: ThreadMessage): void {
    if ('log' in message) {
      this.#logger[message.level](message.log, message.fields);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) this.#worker?.unref();
    if ('error' in message) pending?.reject(hasDied(message.error));
    else pending?.resolve(message.result);
  }

  #end(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (!this.#isClosed) this.#logger.warn('the thread that counts transcripts has died', { reason });
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(hasDied(reason));
  }
}

function hasDied(reason: string): CodezError {
  return new CodezError(
    'unavailable',
    `the transcripts could not be counted: ${reason}`,
    'Call again: what was counted so far is kept. If it stays so, look at the server log.',
  );
}
