import { type FSWatcher, watch } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { OutputRecord } from './claude-process.ts';
import { LineSplitter } from './line-splitter.ts';
import { toOutputRecord } from './output-record.ts';

const CHUNK_BYTES = 256 * 1024;
const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** A watch may miss a change, and some file systems report none: looked at again after this time. */
const LOOK_AGAIN_MS = 1_000;
/** ... and after this time where there is no watch at all. */
const LOOK_UNWATCHED_MS = 25;
/** Without anything new for this long, an unwatched file is looked at as seldom as a watched one. */
const QUIET_MS = 60_000;

export interface FollowedOutput {
  readonly handle: FileHandle;
  readonly path: string;
  /** Name of the stream, as the places of its records say it. */
  readonly stream: string;
  /** Gets the records of one read, in order. Must not throw. */
  readonly onRecords: (records: readonly OutputRecord[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Reads a growing file from its start and hands on each line once, soon after it was written. */
export class OutputFollower {
  readonly #output: FollowedOutput;
  readonly #splitter = new LineSplitter(MAX_LINE_BYTES);
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #stream: string;
  #offset = 0;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastNewsAt = performance.now();
  #running: Promise<void> | undefined;
  #isWanted = false;
  #isStopped = false;

  constructor(output: FollowedOutput) {
    this.#output = output;
    this.#stream = output.stream;
  }

  /** Offset up to which the file was read. */
  get offset(): number {
    return this.#offset;
  }

  /** Begins to follow. */
  start(): void {
    try {
      this.#watcher = watch(this.#output.path, () => this.wake());
      this.#watcher.on('error', () => this.#unwatch());
    } catch {
      this.#unwatch();
    }
    this.#look();
  }

  /** Reads what is new; resolves when all that was there at the call has been handed on. */
  async drain(): Promise<void> {
    // A pass that is under way may have seen the end already.
    if (this.#running !== undefined) await this.#running;
    await this.wake();
  }

  /** Something may be new. */
  wake(): Promise<void> {
    this.#isWanted = true;
    this.#running ??= this.#read().finally(() => {
      this.#running = undefined;
      if (this.#isWanted && !this.#isStopped) void this.wake();
    });
    return this.#running;
  }

  /** Hands on what stands behind the last line feed: nothing will follow. */
  async finish(): Promise<void> {
    await this.drain();
    if (this.#isStopped) return;
    const rest = this.#splitter.flush(this.#offset);
    const record = rest === undefined ? undefined : toOutputRecord(rest, this.#stream);
    if (record !== undefined) this.#output.onRecords([record]);
    this.stop();
  }

  /**
   * Runs `cut` while nothing is read, with the offset up to which whole lines were handed on; when it returns the
   * name of a new stream, reading goes on at the beginning of the file. Undefined: the file is as it was.
   * What `cut` throws goes to `onError`.
   */
  async pause(cut: (offset: number) => Promise<string | undefined>): Promise<void> {
    await this.drain();
    while (this.#running !== undefined) await this.#running;
    this.#running = (async () => {
      if (this.#splitter.pendingBytes > 0) return;
      const stream = await cut(this.#offset);
      if (stream === undefined) return;
      this.#stream = stream;
      this.#offset = 0;
    })()
      .catch(this.#output.onError)
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
    await this.wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#unwatch();
    clearTimeout(this.#timer);
  }

  #look(): void {
    if (this.#isStopped) return;
    void this.wake();
    const isQuiet = this.#watcher !== undefined || performance.now() - this.#lastNewsAt > QUIET_MS;
    this.#timer = setTimeout(() => this.#look(), isQuiet ? LOOK_AGAIN_MS : LOOK_UNWATCHED_MS);
    if (this.#watcher !== undefined) this.#timer.unref();
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  async #read(): Promise<void> {
    try {
      while (!this.#isStopped) {
        this.#isWanted = false;
        const { bytesRead } = await this.#output.handle.read(this.#chunk, 0, CHUNK_BYTES, this.#offset);
        // What comes of a read that was under way at the stop is for whoever follows next: nobody here keeps it any more.
        if (bytesRead === 0 || this.#isStopped) return;
        this.#lastNewsAt = performance.now();
        const lines = this.#splitter.push(this.#chunk.subarray(0, bytesRead), this.#offset);
        this.#offset += bytesRead;
        const records = lines.flatMap((line) => toOutputRecord(line, this.#stream) ?? []);
        if (records.length > 0) this.#output.onRecords(records);
      }
    } catch (error) {
      if (!this.#isStopped) this.#output.onError(error);
    }
  }
}
