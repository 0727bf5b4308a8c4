import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { ensureDirectory, openForReading } from '../storage/durable-files.ts';
import { isMissing, systemCode } from '../storage/storage-errors.ts';
import { FILE_MODE } from '../storage/store-schema.ts';
import { dayOf, listLogFiles, logFilePath } from './log-file.ts';
import type { RowBatch, TargetFile } from './row-queue.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
const LF = 0x0a;
/** Names tried for a file where something else has them. */
const MAX_NAMES = 1000;

/** Appends batches to the files of the log; nothing that is no regular file is written to. */
export class LogAppender {
  readonly #folder: string;
  #handle: FileHandle | undefined;
  #file: TargetFile | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Appends all of a batch, or throws and leaves nothing of it. */
  async append({ file, lines }: RowBatch): Promise<void> {
    const handle = await this.#open(file);
    const bytes = Buffer.from((file.isTorn ? '\n' : '') + lines.join(''));
    try {
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, null);
      if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written`);
    } catch (error) {
      await this.#takeBack(handle, file);
      throw error;
    }
    file.written += bytes.length;
    file.isTorn = false;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#file = undefined;
    await handle?.close().catch(() => {});
  }

  async #open(file: TargetFile): Promise<FileHandle> {
    if (this.#file !== file || this.#handle === undefined) {
      await this.close();
      this.#handle = file.exists ? await this.#reopen(file) : await this.#create(file);
      this.#file = file;
    }
    const { nlink, size } = await this.#handle.stat();
    if (nlink === 0) {
      // Somebody has removed it: what is written now belongs into a file that can be seen.
      await this.close();
      file.part++;
      this.#handle = await this.#create(file);
      this.#file = file;
    } else if (size !== file.written) {
      file.written = size;
      file.isTorn = size > 0;
    }
    return this.#handle;
  }

  async #reopen(file: TargetFile): Promise<FileHandle> {
    let handle: FileHandle;
    try {
      handle = await open(logFilePath(this.#folder, file), O_RDWR | O_APPEND | O_NOFOLLOW);
    } catch (error) {
      if (!isMissing(error)) throw error;
      file.part++;
      return await this.#create(file);
    }
    const stats = await handle.stat();
    if ((stats.mode & 0o777) !== FILE_MODE) await handle.chmod(FILE_MODE);
    return handle;
  }

  async #create(file: TargetFile): Promise<FileHandle> {
    await ensureDirectory(this.#folder);
    for (let names = 0; ; names++) {
      try {
        const path = logFilePath(this.#folder, file);
        const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE);
        file.exists = true;
        file.written = 0;
        file.isTorn = false;
        return handle;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST' || names >= MAX_NAMES) throw error;
        file.part++;
      }
    }
  }

  /** After a failure the file ends where it ended before; where that fails too, the next row begins a line of its own. */
  async #takeBack(handle: FileHandle, file: TargetFile): Promise<void> {
    try {
      await handle.truncate(file.written);
    } catch {
      // It is looked at anew before the next write.
      await this.close();
    }
  }
}

/** Returns the file the log goes on with: the newest there is, or the first one of today. */
export async function findTarget(folder: string, now: number): Promise<TargetFile> {
  const today = dayOf(now);
  const newest = (await listLogFiles(folder)).at(-1);
  if (newest === undefined) return newTarget(today, 0, today);
  const path = logFilePath(folder, newest);
  const stats = await lstat(path);
  if (!stats.isFile()) return newTarget(newest.day, newest.part + 1, today);
  return {
    ...newest,
    written: stats.size,
    planned: stats.size,
    isTorn: await isTorn(path, stats.size),
    exists: true,
    // Never a day to come: that would be one of a clock that was ahead.
    begunOn: dayOf(Math.min(stats.mtimeMs, now)),
  };
}

/** A file that is still to be made. */
export function newTarget(day: string, part: number, begunOn: string): TargetFile {
  return { day, part, written: 0, planned: 0, isTorn: false, exists: false, begunOn };
}

async function isTorn(path: string, size: number): Promise<boolean> {
  if (size === 0) return false;
  const handle = await openForReading(path);
  try {
    const last = Buffer.alloc(1);
    await handle.read(last, 0, 1, size - 1);
    return last[0] !== LF;
  } finally {
    await handle.close();
  }
}
