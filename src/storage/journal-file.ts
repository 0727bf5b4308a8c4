import { fdatasync, writeSync } from 'node:fs';
import { type FileHandle, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createExclusively, syncDirectory } from './durable-files.ts';
import { LineEncoder } from './record-codec.ts';
import { SyncError } from './storage-errors.ts';
import type { JournalHeader } from './store-schema.ts';

/** Up to this size a write into the page cache costs less than handing it to a thread. */
const SYNC_WRITE_BYTES = 128 * 1024;

/** The journal that is being written: appended to in batches, each durable before the next begins. */
export class JournalFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #encoder = new LineEncoder();
  /** Offset after the last durable line. */
  #length: number;

  private constructor(path: string, handle: FileHandle, length: number) {
    this.path = path;
    this.#handle = handle;
    this.#length = length;
  }

  /** Creates the journal `path` with its header, durably. @throws SyncError, or the system's error. */
  static async create(path: string, header: JournalHeader): Promise<JournalFile> {
    const journal = new JournalFile(path, await createExclusively(path), 0);
    try {
      await journal.append([JSON.stringify(header)]);
      await syncDirectory(dirname(path));
    } catch (error) {
      await journal.close();
      await rm(path, { force: true });
      throw error;
    }
    return journal;
  }

  /** Bytes that are durable. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends one line a JSON text and waits for `fdatasync`. When the write fails or falls short, the file is cut
   * back to its last durable line and the system's error thrown: nothing was written.
   * @throws SyncError when an fsync or the cut failed: the state of the file is unknown.
   */
  async append(jsons: readonly string[]): Promise<void> {
    const bytes = this.#encoder.encode(jsons);
    try {
      await this.#write(bytes);
    } catch (error) {
      await this.#cutBack(error);
      throw error;
    }
    await this.#sync();
    this.#length += bytes.length;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #write(bytes: Buffer): Promise<void> {
    const written =
      bytes.length <= SYNC_WRITE_BYTES
        ? writeSync(this.#handle.fd, bytes, 0, bytes.length, this.#length)
        : (await this.#handle.write(bytes, 0, bytes.length, this.#length)).bytesWritten;
    if (written < bytes.length) {
      throw Object.assign(new Error(`only ${written} of ${bytes.length} bytes were written`), { code: 'ENOSPC' });
    }
  }

  async #cutBack(cause: unknown): Promise<void> {
    try {
      await this.#handle.truncate(this.#length);
    } catch {
      throw new SyncError(`${this.path} could not be cut back to its last good line`, { cause });
    }
    await this.#sync();
  }

  #sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fdatasync(this.#handle.fd, (error) => {
        if (error === null) resolve();
        else reject(new SyncError(`fsync of ${this.path} failed (${error.code})`, { cause: error }));
      });
    });
  }
}
