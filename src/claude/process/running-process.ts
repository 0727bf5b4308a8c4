import type { FileHandle } from 'node:fs/promises';
import { CodezError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { ClaudeProcess, LaunchSpec, OutputRecord, ProcessExit } from './claude-process.ts';
import { cutOutput } from './cut-output.ts';
import { endProcessTree } from './end-process-tree.ts';
import type { InputWriter } from './input-writer.ts';
import { OutputFollower } from './output-follower.ts';
import type { ProcessTable } from './process-table.ts';
import { readLastLines } from './read-last-lines.ts';
import type { RunDirectory } from './run-directory.ts';
import { type RunRecord, streamOf } from './run-record.ts';
import type { EndWatch } from './watch-process-end.ts';

const STDERR_BYTES = 4096;
/** Below this size cutting is not worth its two writes to the disk. */
const CUT_FROM_BYTES = 1024 * 1024;

export interface OpenRun {
  readonly directory: RunDirectory;
  readonly record: RunRecord;
  readonly out: FileHandle;
  /** Undefined for a process that has ended. */
  readonly input: InputWriter | undefined;
  readonly end: EndWatch;
  /** False for a process of before the system's last start: nothing of it can be left. */
  readonly isOfThisBoot: boolean;
  readonly table: ProcessTable;
  readonly logger: Logger;
  readonly onClosed: () => void;
}

/** A process reached through its run directory. */
export class RunningProcess implements ClaudeProcess {
  readonly #run: OpenRun;
  readonly #follower: OutputFollower;
  readonly exited: Promise<ProcessExit>;
  #record: RunRecord;
  #isAlive: boolean;
  #isFollowed = false;
  #listener: ((records: readonly OutputRecord[]) => void) | undefined;
  /** What was read before anybody listened. */
  #early: OutputRecord[] = [];
  #onEarly: (record: OutputRecord) => void = () => {};
  #startListening: () => void = () => {};
  #ending: Promise<void> | undefined;

  constructor(run: OpenRun) {
    this.#run = run;
    this.#record = run.record;
    this.#isAlive = run.input !== undefined;
    this.#follower = new OutputFollower({
      handle: run.out,
      path: run.directory.outPath,
      stream: streamOf(run.record),
      onRecords: (records) => this.#handOn(records),
      onError: (error) => this.#complain('reading the output of a session failed', error),
    });
    const isListening = new Promise<void>((resolve) => {
      this.#startListening = resolve;
    });
    this.exited = this.#settle(isListening);
  }

  get sessionId(): string {
    return this.#record.sessionId;
  }

  get pid(): number {
    return this.#record.pid;
  }

  get startedAt(): number {
    return this.#record.startedAt;
  }

  get spec(): LaunchSpec {
    return this.#record.spec;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  async send(message: Readonly<Record<string, unknown>>): Promise<void> {
    const { input } = this.#run;
    if (input === undefined || !this.#isAlive) {
      throw new CodezError('unavailable', 'The session has no process', 'Send the prompt again: it is resumed.');
    }
    await input.write(message);
  }

  follow(onRecords: (records: readonly OutputRecord[]) => void): void {
    if (this.#listener !== undefined) throw new Error('the output is followed already');
    this.#listener = onRecords;
    const early = this.#early;
    this.#early = [];
    if (early.length > 0) this.#handOn(early);
    this.beginReading();
    this.#startListening();
  }

  /** Reads before anybody listens; what is read is kept for `follow`. */
  beginReading(): void {
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    this.#follower.start();
  }

  /** Resolves when such a record has been read, before anybody listens. */
  onceRead(isWanted: (value: Readonly<Record<string, unknown>>) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onEarly = ({ value }) => {
        if (value !== undefined && isWanted(value)) resolve();
      };
    });
  }

  /** The beginning of what was printed that is no record, before anybody listens. */
  get earlyText(): string {
    return this.#early.find(({ text }) => text !== undefined)?.text ?? '';
  }

  drain(): Promise<void> {
    return this.#follower.drain();
  }

  async cut(): Promise<void> {
    if (!this.#isAlive || this.#follower.offset < CUT_FROM_BYTES) return;
    await this.#follower.pause(async (offset) => {
      const before = this.#record.cuts;
      const complain = (error: unknown): void => this.#complain('cutting the output of a session failed', error);
      this.#record = await cutOutput(this.#run.directory, this.#run.out, this.#record, offset, complain);
      await this.#run.directory.trimErr().catch(complain);
      return this.#record.cuts === before ? undefined : streamOf(this.#record);
    });
  }

  end(): Promise<void> {
    const { pid, start } = this.#record;
    if (!this.#run.isOfThisBoot) return Promise.resolve();
    this.#ending ??= endProcessTree({ table: this.#run.table, pid, start })
      .then(async () => {
        this.#run.end.confirm();
        await this.#run.end.ended;
      })
      .finally(() => {
        this.#ending = undefined;
      });
    return this.#ending;
  }

  detach(): void {
    this.#follower.stop();
    this.#run.end.forget();
    this.#close();
  }

  async remove(): Promise<void> {
    if (this.#isAlive) {
      throw new CodezError('conflict', `Process ${this.pid} of the session is still running`, 'End it first.');
    }
    this.#follower.stop();
    await this.#run.directory.remove();
    this.#close();
  }

  async #settle(isListening: Promise<void>): Promise<ProcessExit> {
    const { code, signal } = await this.#run.end.ended;
    this.#isAlive = false;
    this.#run.input?.close();
    await isListening;
    await this.#follower.finish();
    return { code, signal, stderr: await this.readStderr() };
  }

  /** The last lines of standard error, at most 4 KiB. */
  async readStderr(): Promise<string> {
    try {
      const handle = await this.#run.directory.openErr();
      try {
        return await readLastLines(handle, STDERR_BYTES);
      } finally {
        await handle.close();
      }
    } catch {
      return '';
    }
  }

  #handOn(records: readonly OutputRecord[]): void {
    if (this.#listener === undefined) {
      this.#early.push(...records);
      records.forEach(this.#onEarly);
      return;
    }
    try {
      this.#listener(records);
    } catch (error) {
      this.#complain('a record of a session was not understood', error);
    }
  }

  #complain(message: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#run.logger.error(message, { session: this.sessionId, error: text });
  }

  #close(): void {
    this.#run.input?.close();
    this.#run.out.close().catch(() => undefined);
    this.#run.onClosed();
  }
}
