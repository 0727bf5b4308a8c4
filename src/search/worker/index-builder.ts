import { closeSync, lstatSync } from 'node:fs';
import { openPlainFileNow } from '../../claude/transcripts/plain-files.ts';
import { TranscriptWalk } from '../../claude/transcripts/transcript-files.ts';
import type { Passes } from '../documents/document-finder.ts';
import type { SearchPart } from '../search-index.ts';
import { FileReading, isContinued, type ReadingOptions } from './file-reading.ts';
import { type IndexedFile, isPending } from './indexed-file.ts';
import { LineReader } from './line-reader.ts';
import type { OpenIndex } from './open-index.ts';
import type { Pace } from './pace.ts';
import { RecentFiles } from './recent-files.ts';
import { ToDo } from './to-do.ts';
import { lookAtFile, sweepTree } from './tree-sweep.ts';
import { UnreadPaths } from './unread-paths.ts';

/** Text that is written at once; the first writes are smaller, so that what is newest is found early. */
const FIRST_BATCH_BYTES = 1024 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;
const MAX_BATCH = 8_000;
/** While less than this is to be read both passes are made at once. */
const SMALL_BYTES = 32 * 1024 * 1024;

/** What nobody tells of is seen within this time by those that ask. */
const MAX_LOOK_MS = 800;

interface Waiter {
  /** None: it only waits until all files were looked at. */
  readonly parts: ReadonlySet<SearchPart>;
  readonly done: () => void;
  /** All files were looked at since it began to wait. */
  isSwept: boolean;
}

/** Brings an index in line with the files, step by step. */
export class IndexBuilder {
  readonly #index: OpenIndex;
  readonly #walk: TranscriptWalk;
  readonly #pace: Pace;
  readonly #options: ReadingOptions;
  readonly #lines = new LineReader();
  readonly #words = new ToDo('conversation');
  readonly #tools = new ToDo('tools');
  readonly #recent = new RecentFiles();
  readonly #touched = new Set<string>();
  readonly #waiters = new Map<number, Waiter>();
  #batchBytes = FIRST_BATCH_BYTES;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #isBuilding = true;
  readonly #unread = new UnreadPaths();

  constructor(index: OpenIndex, root: string, pace: Pace, options: ReadingOptions) {
    this.#options = options;
    this.#index = index;
    this.#walk = new TranscriptWalk(root);
    this.#pace = pace;
  }

  /** True until everything was read for the first time. */
  get isBuilding(): boolean {
    return this.#isBuilding;
  }

  /** Milliseconds since all files were looked at. */
  get sinceSweepMs(): number {
    return performance.now() - this.#sweptAt;
  }

  get problem(): string | undefined {
    return this.#unread.problem;
  }

  touch(paths: Iterable<string>): void {
    for (const path of paths) this.#touched.add(path);
  }

  sweepSoon(): void {
    this.#sweptAt = Number.NEGATIVE_INFINITY;
  }

  await(id: number, parts: ReadonlySet<SearchPart>, done: () => void): void {
    this.#waiters.set(id, { parts, done, isSwept: false });
  }

  forget(id: number): void {
    this.#waiters.delete(id);
  }

  /** Those that wait, and for what. */
  *waiting(): Generator<readonly [number, ReadonlySet<SearchPart>]> {
    for (const [id, { parts }] of this.#waiters) yield [id, parts];
  }

  /** Does what is most urgent; returns false when nothing is to be done before all files are looked at again. */
  async step(): Promise<boolean> {
    await this.#pace.rest();
    if (this.#sweptAt === Number.NEGATIVE_INFINITY) await this.#sweep();
    else if (this.#someWait(({ isSwept }) => !isSwept)) await this.#look();
    else if (this.#touched.size > 0) await this.#lookAtTouched();
    else if (await this.#isAnswered()) return true;
    else if (await this.#read(this.#words, true)) return true;
    else if (await this.#read(this.#tools, false)) return true;
    else if (this.#index.writer.pending > 0) await this.#index.commit();
    else return this.#rest();
    return true;
  }

  /** What is done when nothing else is. */
  #rest(): boolean {
    this.#isBuilding = false;
    this.#batchBytes = BATCH_BYTES;
    return this.#index.merging.step() || this.#index.merging.shrink();
  }

  /** Looks at what is most likely to have changed, and at everything when the last time was a while ago. */
  async #look(): Promise<void> {
    if (this.sinceSweepMs > MAX_LOOK_MS || this.#walk.hasNewEntries(this.#recent.folders)) return this.#sweep();
    for (const waiter of this.#waiters.values()) waiter.isSwept = true;
    for (const file of this.#recent.files) this.#touched.add(file.path);
    await this.#lookAtTouched();
  }

  async #sweep(): Promise<void> {
    const waiting = [...this.#waiters.values()];
    this.#touched.clear();
    this.#sweptAt = performance.now();
    const { replaced, gone, unreadable } = await this.#driven(sweepTree(this.#walk, this.#index.table));
    this.#unread.folders = unreadable;
    if (replaced.length > 0) await this.#index.remove(replaced, false);
    if (gone.length > 0) await this.#index.remove(gone, true);
    const files = this.#index.table.files;
    this.#words.fill(files.values());
    this.#tools.fill(files.values());
    this.#recent.choose(files.values());
    for (const path of this.#unread.files.keys()) if (!files.has(path)) this.#unread.files.delete(path);
    for (const waiter of waiting) waiter.isSwept = true;
  }

  async #driven<Result>(steps: Generator<void, Result>): Promise<Result> {
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await this.#pace.rest();
    }
  }

  async #lookAtTouched(): Promise<void> {
    const paths = [...this.#touched];
    this.#touched.clear();
    for (const path of paths) {
      const file = this.#index.table.files.get(path);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (file === undefined || stats?.isFile() !== true) return this.sweepSoon();
      if (!lookAtFile(file, stats)) await this.#index.remove([file], false);
      this.#words.push(file);
      this.#tools.push(file);
    }
  }

  /** Answers those that wait and have nothing more to wait for. */
  async #isAnswered(): Promise<boolean> {
    const isReady = ({ parts, isSwept }: Waiter): boolean =>
      isSwept && (parts.size === 0 || (this.#words.isEmpty && (this.#tools.isEmpty || !parts.has('tools'))));
    if (!this.#someWait(isReady)) return false;
    if (this.#index.writer.pending > 0) await this.#index.commit();
    if (this.#words.isEmpty && this.#tools.isEmpty) this.#isBuilding = false;
    for (const [id, waiter] of this.#waiters) {
      if (!isReady(waiter)) continue;
      this.#waiters.delete(id);
      waiter.done();
    }
    return true;
  }

  #someWait(test: (waiter: Waiter) => boolean): boolean {
    for (const waiter of this.#waiters.values()) if (test(waiter)) return true;
    return false;
  }

  /** Reads the next file of a pass; returns false when there is none. */
  async #read(todo: ToDo, isConversation: boolean): Promise<boolean> {
    const file = todo.next();
    if (file === undefined) return false;
    const { setAside, onReading } = this.#options;
    const isSetAside = setAside.has(file.path);
    const opened = isSetAside ? undefined : openPlainFileNow(file.path);
    if (opened === undefined) this.#giveUp(file, isSetAside ? 'reading it took all memory' : 'it cannot be opened');
    else if (!isContinued(file, opened.fd, opened.stats) && file.mark.length > 0) {
      closeSync(opened.fd);
      await this.#index.remove([file], false);
      todo.push(file);
    } else {
      onReading(file.path);
      const reading = new FileReading(
        file,
        opened,
        this.#passesFor(file, isConversation),
        this.#index.writer,
        this.#lines,
      );
      try {
        while (reading.readChunk()) {
          if (this.#isFull) {
            reading.tell();
            await this.#index.commit();
            this.#batchBytes = BATCH_BYTES;
          }
          await this.#pace.rest();
        }
      } finally {
        reading.close();
        onReading(undefined);
      }
      this.#unread.files.delete(file.path);
      // It may have grown since the other pass.
      this.#words.push(file);
      this.#tools.push(file);
      if (this.#isFull) await this.#index.commit();
    }
    return true;
  }

  get #isFull(): boolean {
    const { writer } = this.#index;
    return writer.bytes >= this.#batchBytes || writer.pending >= MAX_BATCH;
  }

  /** Both passes at once where both stand at the same place and there is little to read. */
  #passesFor(file: IndexedFile, isConversation: boolean): Passes {
    if (!isConversation) return { conversation: false, tools: true };
    const { conversation, tools } = file;
    const isEven = conversation.offset === tools.offset && conversation.resume === tools.resume;
    return {
      conversation: true,
      tools: isEven && isPending(file, tools) && !this.#isBuilding && file.size - tools.offset < SMALL_BYTES,
    };
  }

  #giveUp(file: IndexedFile, reason: string): void {
    file.conversation.seenSize = file.size;
    file.tools.seenSize = file.size;
    this.#unread.files.set(file.path, reason);
  }
}
