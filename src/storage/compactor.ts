import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Clock, toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { MergeReply } from './compaction-worker.ts';
import type { HealthBoard } from './health-board.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { MergeTask } from './merge-generations.ts';
import { copyToQuarantine } from './quarantine.ts';
import type { SerialGate } from './serial-gate.ts';

/** What merging did to one collection. */
export interface CompactionReport {
  readonly name: string;
  readonly records: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface CompactorOptions {
  readonly home: string;
  readonly name: string;
  readonly writer: JournalWriter;
  /** Names of files whose damage is known. */
  readonly damaged: ReadonlySet<string>;
  readonly betweenBatches: <R>(task: () => Promise<R>) => Promise<R>;
  readonly countRecords: () => number;
  /** Shared by all that needs the files of the store to stay where they are. */
  readonly gate: SerialGate;
  readonly health: HealthBoard;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly afterBytes: number;
}

/** So many files make opening slow: short-lived owners leave one each. */
const MAX_FILES = 64;

/** Merges the journals of one collection into a snapshot, in a worker thread, while writes go on. */
export class Compactor {
  readonly #options: CompactorOptions;
  #worker: Worker | undefined;
  #isScheduled = false;
  #isStopped = false;
  /** A sealed file is damaged: merging it would make the loss final. */
  #isBlocked = false;
  /** Journal size below which a compaction is not tried again after one failed. */
  #notBefore = 0;

  constructor(options: CompactorOptions) {
    this.#options = options;
  }

  /** True when the collection consists of more files than a reader should have to open. */
  get hasManyFiles(): boolean {
    return this.#options.writer.files().length > MAX_FILES;
  }

  /** Starts a compaction in the background when the journals have outgrown the snapshot. */
  consider(): void {
    const { writer, afterBytes, logger, name } = this.#options;
    const size = writer.journalBytes;
    if (this.#isScheduled || this.#isStopped || this.#isBlocked) return;
    if (size < Math.max(afterBytes, writer.snapshotBytes, this.#notBefore)) return;
    this.#isScheduled = true;
    this.compact()
      .catch((error: unknown) => {
        this.#notBefore = writer.journalBytes + afterBytes;
        if (!this.#isStopped) logger.warn('compaction failed', { collection: name, reason: String(error) });
      })
      .finally(() => {
        this.#isScheduled = false;
        this.consider();
      });
  }

  /**
   * Merges all journals into a snapshot now; does nothing when there is none.
   * @throws CodezError `unavailable`; the records stay where they are.
   */
  compact(): Promise<CompactionReport> {
    return this.#options.gate.run(() => this.#compact());
  }

  /** Ends a running compaction; every step of it can be done again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#worker?.terminate();
  }

  async #compact(): Promise<CompactionReport> {
    const { writer, name, clock } = this.#options;
    this.#options.health.assertWritable();
    const sealed = await this.#options.betweenBatches(async () => {
      const generation = await writer.seal();
      return {
        generation,
        files: writer.files(),
        lastSeq: writer.lastSeq,
        coveredBytes: writer.journalBytes,
        records: this.#options.countRecords(),
      };
    });
    const bytesBefore = writer.snapshotBytes + sealed.coveredBytes;
    if (sealed.coveredBytes === 0 || this.#isStopped) {
      return { name, records: sealed.records, bytesBefore, bytesAfter: bytesBefore };
    }
    const reply = await this.#merge({
      directory: writer.directory,
      collection: name,
      files: sealed.files.map(({ name, kind, generation }) => ({ name, kind, generation })),
      tolerated: [...this.#options.damaged],
      generation: sealed.generation,
      keepFrom: writer.base,
      lastSeq: sealed.lastSeq,
      createdAt: toIso(clock()),
    });
    if (reply.kind !== 'done') throw await this.#toError(reply);
    writer.adoptSnapshot(sealed.generation, reply.sizeBytes, sealed.coveredBytes);
    return { name, records: reply.records, bytesBefore, bytesAfter: reply.sizeBytes };
  }

  #merge(task: MergeTask): Promise<MergeReply> {
    return new Promise((resolve) => {
      const worker = new Worker(new URL('./compaction-worker.js', import.meta.url), { workerData: task });
      this.#worker = worker;
      let reply: MergeReply = { kind: 'failed', message: 'the thread was ended' };
      worker.once('message', (message: MergeReply) => {
        reply = message;
      });
      worker.once('error', (error) => {
        reply = { kind: 'failed', message: error.message };
      });
      worker.once('exit', () => {
        this.#worker = undefined;
        resolve(reply);
      });
    });
  }

  async #toError(reply: Exclude<MergeReply, { kind: 'done' }>): Promise<CodezError> {
    const { health, name, writer, home } = this.#options;
    if (reply.kind === 'sync') health.turnReadOnly(name, reply.message);
    if (reply.kind === 'damage') {
      // What is in memory is still whole; the files stay as they are, and the next opening keeps what is good.
      this.#isBlocked = true;
      const copy = await copyToQuarantine(home, join(writer.directory, reply.file));
      health.report(`${name}/${reply.file}`, `${reply.message}; a copy is in ${copy}`);
    }
    return new CodezError(
      'unavailable',
      `Compacting ${name} failed: ${reply.message}`,
      'Nothing is lost; run codez store verify to see the state of the files.',
    );
  }
}
