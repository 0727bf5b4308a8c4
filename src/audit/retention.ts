import { lstat, rm } from 'node:fs/promises';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { compareLogFiles, DAY_MS, dayOf, type LogFile, listLogFiles, logFilePath } from './log-file.ts';

/** A clock that jumps by more is not believed at once. */
const JUMP_MS = DAY_MS;
const DOUBT_MS = 3_600_000;

export interface RetentionOptions {
  readonly folder: string;
  /** Bytes of all files, that of the newest counted as `partBytes`. */
  readonly maxBytes: number;
  readonly partBytes: number;
  /** Days that are kept besides today. */
  readonly maxDays: number;
  readonly clock: Clock;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
  readonly logger: Logger;
}

/** Removes files of the log that are too old or too much; nothing else in the folder, and never the newest one. */
export class Retention {
  readonly #options: RetentionOptions;
  #drift: number;
  #doubtUntil = Number.NEGATIVE_INFINITY;
  #bytes = 0;
  #files = 0;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#drift = options.clock() - options.monotonic();
  }

  /** What older files held when they were looked at last. */
  get kept(): { readonly files: number; readonly bytes: number } {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** Removes what may go while `current` is being written. */
  async enforce(current: LogFile): Promise<void> {
    const { folder, maxBytes, partBytes } = this.#options;
    const older: { file: LogFile; bytes: number; modifiedAt: number }[] = [];
    for (const file of await listLogFiles(folder)) {
      if (compareLogFiles(file, current) >= 0) continue;
      const stats = await lstat(logFilePath(folder, file)).catch(() => undefined);
      if (stats?.isFile() === true) older.push({ file, bytes: stats.size, modifiedAt: stats.mtimeMs });
    }
    let total = older.reduce((sum, { bytes }) => sum + bytes, 0);
    let files = older.length;
    const isAged = this.#judgeAge();
    for (const { file, bytes, modifiedAt } of older) {
      if (total + partBytes <= maxBytes && !isAged(file.day, modifiedAt)) continue;
      if (!(await this.#remove(file))) continue;
      total -= bytes;
      files--;
    }
    [this.#bytes, this.#files] = [total, files];
  }

  async #remove(file: LogFile): Promise<boolean> {
    const { folder, logger } = this.#options;
    try {
      await rm(logFilePath(folder, file));
      return true;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      logger.warn('an old file of the access log cannot be removed', { problem });
      return false;
    }
  }

  /**
   * A clock that jumped while we ran removes nothing for an hour: were it wrong, all would be lost. A file whose name is
   * of a day to come was begun by such a clock; it is as old as its last change.
   */
  #judgeAge(): (day: string, modifiedAt: number) => boolean {
    const { clock, monotonic, maxDays } = this.#options;
    const now = clock();
    const drift = now - monotonic();
    if (Math.abs(drift - this.#drift) > JUMP_MS) this.#doubtUntil = monotonic() + DOUBT_MS;
    this.#drift = drift;
    if (monotonic() < this.#doubtUntil) return () => false;
    const today = dayOf(now);
    const oldest = dayOf(now - maxDays * DAY_MS);
    return (day, modifiedAt) => (day <= today ? day : dayOf(modifiedAt)) < oldest;
  }
}
