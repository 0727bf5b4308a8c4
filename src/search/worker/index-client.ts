import { Worker } from 'node:worker_threads';
import { CodezError } from '../../core/errors.ts';
import type { SearchPage } from '../search-index.ts';
import { fromPlainError } from './plain-error.ts';
import type { IndexReply, IndexRequest, IndexTask, WorkerStatus } from './worker-protocol.ts';

export interface IndexClientOptions {
  readonly task: IndexTask;
  /** The program of the thread; the one of the index by default. */
  readonly program?: URL;
  readonly onStatus: (status: WorkerStatus) => void;
  readonly onHealed: (what: string) => void;
}

/** What can be asked; the id is given here. */
type Question = IndexRequest extends infer Request
  ? Request extends { readonly id: number }
    ? Omit<Request, 'id'>
    : never
  : never;

interface Call {
  readonly resolve: (page: SearchPage | undefined) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_CALLS = 1_000;
/** What the thread may take: its part of a line of the longest kind included. */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };
/** How long a thread may take to leave the index in order. */
const CLOSE_MS = 1_000;
const MAX_DOUBLINGS = 6;
/** A file during whose reading so many threads died is set aside. */
const MAX_DEATHS_OF_FILE = 2;
const PROGRAM = new URL('./search-worker.js', import.meta.url);

/** Holds the thread of the index, and starts it again when it has died. */
export class IndexClient {
  readonly #options: IndexClientOptions;
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #lastId = 0;
  /** Since it was last seen to be whole. */
  #deaths = 0;
  #isClosed = false;
  /** What the thread reads, how many died of which file, and what no thread is to read any more. */
  #reading: string | undefined;
  readonly #deathsOf = new Map<string, number>();
  readonly #setAside: string[];

  constructor(options: IndexClientOptions) {
    this.#options = options;
    this.#setAside = [...options.task.setAside];
    this.#start();
  }

  /** Rejects with the signal's reason, or what the thread says. */
  async ask(question: Question, signal: AbortSignal): Promise<SearchPage | undefined> {
    signal.throwIfAborted();
    if (this.#calls.size >= MAX_CALLS) {
      throw new CodezError('busy', 'Too many searches are waiting', 'Ask again in a moment.');
    }
    if (this.#worker === undefined) throw stopped();
    this.#lastId += 1;
    const id = this.#lastId;
    const onAbort = (): void => {
      this.tell({ kind: 'forget', id });
      this.#calls.get(id)?.reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await new Promise<SearchPage | undefined>((resolve, reject) => {
        this.#calls.set(id, { resolve, reject });
        // A process that waits for an answer must not end before.
        this.#worker?.ref();
        this.tell({ ...question, id });
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#calls.delete(id);
      if (this.#calls.size === 0) this.#worker?.unref();
    }
  }

  tell(request: IndexRequest): void {
    this.#worker?.postMessage(request);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage({ kind: 'close' } satisfies IndexRequest);
    const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
    await ended;
    clearTimeout(timer);
  }

  #start(): void {
    const { task, program = PROGRAM } = this.#options;
    const worker = new Worker(program, {
      workerData: { ...task, setAside: this.#setAside } satisfies IndexTask,
      resourceLimits: LIMITS,
      name: 'codez search',
    });
    let reason = 'it ended';
    worker.on('message', (reply: IndexReply) => this.#take(reply));
    worker.once('error', (error) => {
      reason = error.message;
    });
    worker.once('exit', () => this.#onExit(reason));
    worker.unref();
    this.#worker = worker;
  }

  #onExit(reason: string): void {
    this.#worker = undefined;
    for (const call of this.#calls.values()) call.reject(stopped());
    if (this.#isClosed) return;
    const set = this.#takeDeath() ? `; ${this.#reading} is set aside` : '';
    this.#reading = undefined;
    this.#options.onHealed(`the thread of the index died (${reason}): it is started again${set}`);
    // What it died of may be there again: it is tried less and less often.
    this.#deaths += 1;
    const waitMs = this.#options.task.retryMs * 2 ** Math.min(this.#deaths - 1, MAX_DOUBLINGS);
    this.#restart = setTimeout(() => this.#start(), waitMs);
    this.#restart.unref();
  }

  /** Returns true when a file is set aside, of which threads die. */
  #takeDeath(): boolean {
    const path = this.#reading;
    if (path === undefined) return false;
    const deaths = (this.#deathsOf.get(path) ?? 0) + 1;
    this.#deathsOf.set(path, deaths);
    if (deaths < MAX_DEATHS_OF_FILE) return false;
    this.#setAside.push(path);
    return true;
  }

  #take(reply: IndexReply): void {
    switch (reply.kind) {
      case 'status':
        if (reply.status.state === 'ready') this.#deaths = 0;
        this.#options.onStatus(reply.status);
        break;
      case 'reading':
        this.#reading = reply.path;
        break;
      case 'healed':
        this.#options.onHealed(reply.what);
        break;
      case 'done':
        this.#calls.get(reply.id)?.resolve(reply.page);
        break;
      case 'failed':
        this.#calls.get(reply.id)?.reject(fromPlainError(reply.error));
    }
  }
}

function stopped(): CodezError {
  return new CodezError(
    'unavailable',
    'The search index stopped and is being started again',
    'Ask again in a few seconds.',
  );
}
