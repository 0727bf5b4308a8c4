import type { Stats } from 'node:fs';
import type { Clock } from '../../../core/clock.ts';
import type { Logger } from '../../../core/logger.ts';
import { statPath } from '../plain-files.ts';
import type { TranscriptAppend, TranscriptFile, WatchStart } from '../transcript-watch.ts';
import { FollowedFile } from './followed-file.ts';
import { ReadQueue } from './read-queue.ts';

/** Files read at a time. */
const MAX_READS = 4;

/** How far behind the clock a file system may date what is made now. */
const BIRTH_GRAIN_MS = 20;

export interface FollowedFilesOptions extends WatchStart {
  readonly onAppend: (append: TranscriptAppend) => void;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly maxGapBytes: number;
}

interface Entry {
  readonly followed: FollowedFile;
  /** As the file was last seen. */
  seen: string;
  changedAt: number;
  /** The look at everything that saw it last. */
  round: number;
  /** What is there by the next read is passed over. */
  isSkipped: boolean;
}

/** All transcripts that are followed, by path. */
export class FollowedFiles {
  readonly #options: FollowedFilesOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #queue: ReadQueue;
  readonly #startedAt: number;
  /** Which look at everything this is. */
  #round = 0;
  /** True until the files are known that were there before. */
  #isFirst = true;

  constructor(options: FollowedFilesOptions) {
    this.#options = options;
    this.#startedAt = options.clock();
    this.#queue = new ReadQueue(MAX_READS, (error) =>
      options.logger.error('a transcript could not be read', { error: String(error) }),
    );
  }

  get count(): number {
    return this.#entries.size;
  }

  /** When a file changed last; undefined for one that is not known. */
  changedAt(path: string): number | undefined {
    return this.#entries.get(path)?.changedAt;
  }

  /** All files that exist have been found: what appears from now on is new. */
  startsOver(): void {
    this.#isFirst = false;
  }

  /** Takes what a directory's list shows: reads the file when it has changed since it was last seen. */
  look(file: TranscriptFile, stats: Stats): void {
    const entry = this.#entries.get(file.path);
    const seen = `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
    if (entry === undefined) {
      this.#begin(file, stats, seen);
      return;
    }
    entry.round = this.#round;
    if (entry.seen !== seen) {
      entry.seen = seen;
      this.touch(file.path);
    }
  }

  /** Reads a known file, since it has changed; returns false for one that is not known. */
  touch(path: string): boolean {
    const entry = this.#entries.get(path);
    if (entry === undefined) return false;
    entry.changedAt = this.#options.clock();
    void this.#queue.add(path, () => this.#read(entry));
    return true;
  }

  /** Forgets the files that are gone. */
  async forgetGone(): Promise<void> {
    for (const [path, entry] of this.#entries) {
      if (entry.round === this.#round) continue;
      if ((await statPath(path)) === undefined) this.#entries.delete(path);
    }
    this.#round++;
  }

  /** Passes over what the transcripts of a session hold now. */
  async skip(sessionId: string): Promise<{ path: string; offset: number }[]> {
    const mine = [...this.#entries.values()].filter(({ followed }) => followed.file.sessionId === sessionId);
    return await Promise.all(
      mine.map(async (entry) => {
        const { path } = entry.followed.file;
        entry.isSkipped = true;
        await this.#queue.add(path, () => this.#read(entry));
        return { path, offset: entry.followed.offset };
      }),
    );
  }

  drain(): Promise<void> {
    return this.#queue.drain();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  #begin(file: TranscriptFile, stats: Stats, seen: string): void {
    const { offsetOf, maxGapBytes } = this.#options;
    const seenFirst = { sizeBytes: stats.size, bornAtMs: stats.birthtimeMs, modifiedAtMs: stats.mtimeMs };
    const told = offsetOf?.(file, seenFirst);
    const isNew = stats.birthtimeMs >= this.#startedAt - (this.#isFirst ? 0 : BIRTH_GRAIN_MS);
    const offset = told ?? (isNew ? 0 : stats.size);
    const followed = new FollowedFile(file, offset, told === undefined ? undefined : maxGapBytes);
    this.#entries.set(file.path, { followed, seen, changedAt: stats.mtimeMs, isSkipped: false, round: this.#round });
    if (offset !== stats.size) this.touch(file.path);
  }

  async #read(entry: Entry): Promise<void> {
    const { followed } = entry;
    const { isIgnored, onAppend } = this.#options;
    if (entry.isSkipped || isIgnored?.(followed.file.sessionId) === true) {
      entry.isSkipped = false;
      await followed.skip();
    } else {
      await followed.read(onAppend);
    }
  }
}
