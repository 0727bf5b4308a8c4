import { type Clock, toIso } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { AccessRow } from './access-row.ts';
import type { LogAppender } from './log-appender.ts';
import { renderRow } from './row-line.ts';
import type { RowQueue, TargetFile } from './row-queue.ts';

export interface LogWriterOptions {
  readonly queue: RowQueue;
  readonly appender: LogAppender;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Between a row and its writing at most. */
  readonly flushAfterMs: number;
  /** Between a failure and the next attempt. */
  readonly retryAfterMs: number;
  /** Is told when another file is begun. */
  readonly onFile: (file: TargetFile) => void;
}

/** Writes rows behind their calls, one write at a time; while the disk fails they wait in bounded memory. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #file: TargetFile;
  #problem: string | undefined;
  /** Rows for which there was no room, since the last that were written. */
  #lost = 0;
  #lostInAll = 0;
  #failures = 0;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#file = options.queue.file;
  }

  /** What is wrong with the disk, and how many rows that has cost so far. */
  get state(): { readonly problem: string | undefined; readonly lostRows: number; readonly failedWrites: number } {
    return { problem: this.#problem, lostRows: this.#lostInAll, failedWrites: this.#failures };
  }

  add(row: AccessRow): void {
    const { queue, clock, flushAfterMs } = this.#options;
    if (this.#lost > 0 || !queue.add(renderRow(row), clock())) {
      this.#lost++;
      this.#lostInAll++;
      return;
    }
    if (this.#problem !== undefined) return;
    if (queue.first?.isSealed === true) this.#start();
    else this.#timer ??= this.#later(flushAfterMs);
  }

  /** Writes what waits, once; nothing more is tried when that fails. */
  async close(): Promise<void> {
    const { queue, logger, appender } = this.#options;
    await this.#writing;
    do await this.#start();
    while (queue.first !== undefined && this.#problem === undefined);
    clearTimeout(this.#timer);
    if (queue.first !== undefined) logger.error('rows of the access log are lost', { bytes: queue.bytes });
    await appender.close();
  }

  #later(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => void this.#start(), ms);
    timer.unref();
    return timer;
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { queue, appender, flushAfterMs } = this.#options;
    // What comes meanwhile waits for others, so that a busy server does not write row by row.
    queue.seal();
    for (let batch = queue.first; batch?.isSealed === true; batch = queue.first) {
      try {
        await appender.append(batch);
      } catch (error) {
        this.#fail(error);
        return;
      }
      queue.shift();
      this.#succeed();
      if (batch.file !== this.#file) {
        this.#file = batch.file;
        this.#options.onFile(batch.file);
      }
    }
    if (queue.first !== undefined) this.#timer ??= this.#later(flushAfterMs);
  }

  #fail(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (this.#problem === undefined) this.#options.logger.error('the access log cannot be written', { problem });
    this.#problem = problem;
    this.#failures++;
    this.#timer ??= this.#later(this.#options.retryAfterMs);
  }

  #succeed(): void {
    const lost = this.#lost;
    if (this.#problem === undefined && lost === 0) return;
    const { queue, clock, logger } = this.#options;
    const now = clock();
    if (lost > 0 && !queue.add(renderRow(lostRow(lost, now)), now)) return;
    this.#lost = 0;
    this.#problem = undefined;
    logger.warn('the access log is written again', { lost_rows: lost });
  }
}

/** Stands where rows are missing. */
function lostRow(count: number, now: number): AccessRow {
  return {
    at: toIso(now),
    request_id: '',
    principal: 'codez',
    address: '',
    door: 'cli',
    method: `(${count} ${count === 1 ? 'row' : 'rows'} lost: the log could not be written)`,
    status: 'error',
    code: 'unavailable',
    duration_ms: 0,
    bytes_in: 0,
    bytes_out: 0,
  };
}
