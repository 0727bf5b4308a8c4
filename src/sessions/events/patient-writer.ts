import type { Logger } from '../../core/logger.ts';
import type { Batch, SegmentWriter } from './segment-writer.ts';

export interface PatientWriterOptions {
  readonly writer: SegmentWriter;
  readonly logger: Logger;
  /** Characters of lines that wait for a failing disk at most; older ones are given up. */
  readonly maxKept: number;
  /** Between what is written and its sync, and between a failure and the next attempt. */
  readonly syncAfterMs: number;
  readonly retryAfterMs: number;
  /** Is called when events before the place `seq` have been given up. */
  readonly onLost: (seq: number) => void;
}

/** Writes batches in order, syncs behind them, and tries again when the disk fails; never rejects. */
export class PatientWriter {
  readonly #options: PatientWriterOptions;
  #kept: Batch[] = [];
  #keptSize = 0;
  #problem: string | undefined;
  #lastSeq = 0;
  #syncing: NodeJS.Timeout | undefined;
  #retrying: NodeJS.Timeout | undefined;

  constructor(options: PatientWriterOptions) {
    this.#options = options;
  }

  /** What is wrong with the disk, if anything. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Resolves when the batch is in its file, or waits for the disk to work again. */
  async write(batch: Batch): Promise<void> {
    if (this.#kept.length > 0) return this.#keep(batch);
    try {
      await this.#options.writer.write(batch);
      this.#written(batch);
    } catch (error) {
      this.#fail(error);
      this.#keep(batch);
      this.#retryLater();
    }
  }

  /** Writes what waits, once more, and waits until all is on disk. */
  async close(): Promise<void> {
    clearTimeout(this.#retrying);
    clearTimeout(this.#syncing);
    await this.#writeKept();
    clearTimeout(this.#retrying);
    await this.#sync();
    await this.#options.writer.leave();
  }

  #written({ lastSeq }: Batch): void {
    this.#lastSeq = lastSeq;
    if (this.#syncing !== undefined) return;
    this.#syncing = setTimeout(() => {
      this.#syncing = undefined;
      void this.#sync();
    }, this.#options.syncAfterMs);
    this.#syncing.unref();
  }

  async #sync(): Promise<void> {
    try {
      await this.#options.writer.sync();
    } catch (error) {
      this.#fail(error);
      // Nobody knows what the disk holds of the last second: the next segment says so.
      this.#lose(this.#lastSeq + 1);
    }
  }

  #keep(batch: Batch): void {
    this.#kept.push(batch);
    this.#keptSize += sizeOf(batch);
    while (this.#keptSize > this.#options.maxKept && this.#kept.length > 1) {
      const lost = this.#kept.shift() as Batch;
      this.#keptSize -= sizeOf(lost);
      this.#lose(lost.lastSeq + 1);
    }
  }

  #lose(seq: number): void {
    this.#options.writer.addHole(seq);
    this.#options.onLost(seq);
  }

  #retryLater(): void {
    clearTimeout(this.#retrying);
    this.#retrying = setTimeout(() => void this.#writeKept(), this.#options.retryAfterMs);
    this.#retrying.unref();
  }

  async #writeKept(): Promise<void> {
    while (this.#kept.length > 0) {
      const batch = this.#kept[0] as Batch;
      try {
        await this.#options.writer.write(batch);
      } catch (error) {
        this.#fail(error);
        this.#retryLater();
        return;
      }
      // Meanwhile it may have been given up for newer ones.
      if (this.#kept[0] === batch) {
        this.#kept.shift();
        this.#keptSize -= sizeOf(batch);
      }
      this.#written(batch);
    }
    if (this.#problem !== undefined) this.#options.logger.info('the event log is written again');
    this.#problem = undefined;
  }

  #fail(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (this.#problem === undefined) this.#options.logger.error('the event log cannot be written', { problem });
    this.#problem = problem;
  }
}

function sizeOf({ lines }: Batch): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
