import type { Database } from 'libsql';
import { textsOfRecords } from '../documents/texts-of-records.ts';
import { createIndexReader } from '../query/create-index-reader.ts';
import type { IndexReader } from '../query/index-reader.ts';
import type { SearchPart } from '../search-index.ts';
import { IndexBuilder } from './index-builder.ts';
import { dropIndexFile, IndexProblem, lookAtIndexFile, toIndexProblem } from './index-file.ts';
import { OpenIndex } from './open-index.ts';
import { Pace, Stopped } from './pace.ts';
import { toPlainError } from './plain-error.ts';
import { readStatus } from './read-status.ts';
import type { IndexReply, IndexRequest, IndexTask } from './worker-protocol.ts';

const STATUS_MS = 200;
/** So often in a row it is made anew because of damage before it is given up for a while. */
const MAX_DROPS = 3;
const DROPS_MS = 300_000;

/** Ends the work like damage does. */
const REBUILD = new IndexProblem('the index shall be built anew', true);

/** The thread that holds the index: builds it, follows the files and answers queries. */
export class IndexThread {
  readonly #task: IndexTask;
  readonly #say: (reply: IndexReply) => void;
  readonly #pace = new Pace();
  /** Those that wait for an index that is not open. */
  readonly #early = new Map<number, ReadonlySet<SearchPart>>();
  /** Those that wait until it is built anew. */
  #rebuilds: number[] = [];
  #index: OpenIndex | undefined;
  #builder: IndexBuilder | undefined;
  #reader: IndexReader | undefined;
  /** The connection while there is no index: a closed one holds the file until its statements are collected. */
  #kept: Database | undefined;
  #ino: number | undefined;
  #problem: string | undefined;
  #toldAt = 0;
  #told = '';
  #drops: number[] = [];
  #wake: () => void = () => {};

  constructor(task: IndexTask, say: (reply: IndexReply) => void) {
    this.#task = task;
    this.#say = say;
  }

  /** Works until it is told to close. */
  async run(): Promise<void> {
    while (!this.#pace.isStopped) {
      try {
        this.#open();
        await this.#work();
      } catch (error) {
        const problem = toIndexProblem(error);
        this.#close(!problem.isDamage && !(error instanceof Stopped));
        if (!(error instanceof Stopped)) await this.#takeBack(problem);
      }
    }
    this.#close();
  }

  take(request: IndexRequest): void {
    switch (request.kind) {
      case 'search':
        void this.#search(request);
        return;
      case 'settle':
        this.#await(request.id, request.parts);
        break;
      case 'forget':
        this.#early.delete(request.id);
        this.#builder?.forget(request.id);
        break;
      case 'touch':
        this.#builder?.touch(request.paths);
        break;
      case 'rebuild':
        this.#rebuild(request.id);
        break;
      case 'close':
        this.#pace.isStopped = true;
    }
    this.#wake();
  }

  async #search({ id, query }: Extract<IndexRequest, { kind: 'search' }>): Promise<void> {
    const reader = this.#reader;
    try {
      if (reader === undefined) throw new IndexProblem(this.#problem ?? 'the index is being opened', false);
      this.#say({ kind: 'done', id, page: await reader.search(query) });
    } catch (error) {
      const isClosed = reader !== undefined && reader !== this.#reader;
      const shown = isClosed ? new IndexProblem('it was closed meanwhile, to be built anew', false) : error;
      this.#say({ kind: 'failed', id, error: toPlainError(shown) });
      if (isOfDatabase(error) && !isClosed) this.#fail(error);
    }
  }

  #await(id: number, parts: ReadonlySet<SearchPart>): void {
    if (this.#builder === undefined) this.#early.set(id, parts);
    else this.#builder.await(id, parts, () => this.#answer(id));
  }

  #answer(id: number): void {
    this.#tell(true);
    this.#say({ kind: 'done', id });
  }

  #rebuild(id: number): void {
    this.#drops = [];
    this.#rebuilds.push(id);
    this.#fail(REBUILD);
  }

  #answerRebuilds(): void {
    for (const id of this.#rebuilds.splice(0)) this.#answer(id);
  }

  /** The error with which the work is to be ended. */
  #failure: unknown;

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  #open(): void {
    const { path, root, setAside } = this.#task;
    const kept = this.#kept;
    this.#kept = undefined;
    this.#index = new OpenIndex(path, this.#pace, kept);
    if (kept === undefined) this.#ino = lookAtIndexFile(path)?.ino;
    this.#builder = new IndexBuilder(this.#index, root, this.#pace, {
      setAside: new Set(setAside),
      onReading: (reading) => this.#say({ kind: 'reading', ...(reading === undefined ? {} : { path: reading }) }),
    });
    this.#reader = createIndexReader(this.#index.db, textsOfRecords);
    this.#problem = undefined;
    for (const [id, parts] of this.#early) this.#await(id, parts);
    this.#early.clear();
    this.#tell(true);
    this.#answerRebuilds();
  }

  async #work(): Promise<void> {
    for (;;) {
      const builder = this.#builder as IndexBuilder;
      if (this.#failure !== undefined) throw this.#failure;
      const isBusy = await builder.step();
      this.#tell(false);
      if (isBusy) continue;
      this.#tell(true);
      const restMs = this.#task.sweepMs - builder.sinceSweepMs;
      if (restMs > 0) await this.#sleep(restMs);
      else {
        this.#checkFile();
        builder.sweepSoon();
      }
    }
  }

  #checkFile(): void {
    if (lookAtIndexFile(this.#task.path)?.ino !== this.#ino) {
      throw new IndexProblem('the file of the index was taken away', true);
    }
  }

  /** After an error: makes the index anew where that helps, else waits for better times. */
  async #takeBack(problem: IndexProblem): Promise<void> {
    this.#failure = undefined;
    const now = performance.now();
    this.#drops = this.#drops.filter((at) => now - at < DROPS_MS);
    if (problem.isDamage && this.#drops.length < MAX_DROPS) {
      this.#drops.push(now);
      try {
        dropIndexFile(this.#task.path);
        if (problem !== REBUILD) this.#say({ kind: 'healed', what: `${problem.message}: it is built anew` });
        return;
      } catch (failure) {
        this.#problem = `${problem.message}, and cannot be removed (${String(failure)})`;
      }
    } else this.#problem = problem.message;
    this.#tell(true);
    this.#answerRebuilds();
    this.#refuseWaiting();
    await this.#sleep(this.#task.retryMs);
  }

  /** Nobody waits for an index that cannot be had for now. */
  #refuseWaiting(): void {
    const error = toPlainError(new IndexProblem(this.#problem ?? 'it is being opened', false));
    for (const id of this.#early.keys()) this.#say({ kind: 'failed', id, error });
    this.#early.clear();
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  #close(isKept = false): void {
    // The next one answers those who wait.
    for (const [id, parts] of this.#builder?.waiting() ?? []) this.#early.set(id, parts);
    if (isKept) {
      this.#index?.rollBack();
      this.#kept = this.#index?.db;
    } else this.#index?.close();
    this.#index = undefined;
    this.#builder = undefined;
    this.#reader = undefined;
  }

  #tell(isNow: boolean): void {
    const now = performance.now();
    if (!isNow && now - this.#toldAt < STATUS_MS) return;
    this.#toldAt = now;
    const status = readStatus(this.#task.path, this.#index, this.#builder, this.#problem);
    const text = JSON.stringify(status);
    if (text === this.#told) return;
    this.#told = text;
    this.#say({ kind: 'status', status });
  }
}

function isOfDatabase(error: unknown): boolean {
  return String((error as { code?: unknown } | undefined)?.code ?? '').startsWith('SQLITE_');
}
