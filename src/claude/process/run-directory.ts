import { execFile } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceDurably } from '../../storage/durable-files.ts';
import { isMissing } from '../../storage/storage-errors.ts';
import { DIRECTORY_MODE, FILE_MODE } from '../../storage/store-schema.ts';
import { parseRunRecord, type RunRecord } from './run-record.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;
/** The search path first, then the usual places, since a service may have no path. */
const MKFIFO_PROGRAMS = ['mkfifo', '/usr/bin/mkfifo', '/bin/mkfifo'];
const DOOMED = '.removed';
/** Beyond this the messages of a process are forgotten when its output is cut. */
const MAX_ERR_BYTES = 1024 * 1024;
const MAX_RECORD_BYTES = 1024 * 1024;

/** The files of one run: `in` (a FIFO), `out` and `err` (only appended to), `process.json`. All are ours alone. */
export class RunDirectory {
  readonly path: string;
  readonly sessionId: string;

  constructor(runRoot: string, sessionId: string) {
    this.path = join(runRoot, sessionId);
    this.sessionId = sessionId;
  }

  get inPath(): string {
    return join(this.path, 'in');
  }

  get outPath(): string {
    return join(this.path, 'out');
  }

  /** Makes the directory; that it is there tells a later server that a start was under way. @throws EEXIST */
  async make(): Promise<void> {
    await mkdir(this.path, { mode: DIRECTORY_MODE });
  }

  /** Makes the FIFO. False where the system or the file system has none. */
  async makeFifo(): Promise<boolean> {
    for (const program of MKFIFO_PROGRAMS) {
      const failure = await new Promise<Error | null>((resolve) => {
        execFile(program, ['-m', '600', this.inPath], (error) => resolve(error));
      });
      if (failure === null) return true;
      if (!isMissing(failure)) return false;
    }
    return false;
  }

  /** Opens the FIFO for a child: for reading and writing, so that it never sees an end of input. */
  async openInForChild(): Promise<FileHandle> {
    await checkFifo(this.inPath);
    return await checked(await open(this.inPath, O_RDWR | O_NOFOLLOW), (stat) => stat.isFIFO(), this.inPath);
  }

  /** Opens the FIFO for writing; returns the descriptor. @throws ENXIO when nobody has it open for reading */
  async openInForWriting(): Promise<number> {
    await checkFifo(this.inPath);
    const fd = openSync(this.inPath, O_WRONLY | O_NONBLOCK | O_NOFOLLOW);
    if (fstatSync(fd).isFIFO()) return fd;
    closeSync(fd);
    throw new Error(`${this.inPath} is no FIFO`);
  }

  /** Makes `out` and `err` and opens them for a child. */
  async makeOutputs(): Promise<readonly [out: FileHandle, err: FileHandle]> {
    const flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW;
    const out = await open(this.outPath, flags, FILE_MODE);
    try {
      return [out, await open(join(this.path, 'err'), flags, FILE_MODE)];
    } catch (error) {
      await out.close();
      throw error;
    }
  }

  /** Opens `out` for reading and cutting. @throws Error when it is no file */
  openOut(): Promise<FileHandle> {
    return openFile(this.outPath, O_RDWR);
  }

  openErr(): Promise<FileHandle> {
    return openFile(join(this.path, 'err'), O_RDWR);
  }

  /** Empties `err` when it is large. */
  async trimErr(): Promise<void> {
    const handle = await this.openErr();
    try {
      if ((await handle.stat()).size > MAX_ERR_BYTES) await handle.truncate(0);
    } finally {
      await handle.close();
    }
  }

  async writeRecord(record: RunRecord): Promise<void> {
    const path = join(this.path, 'process.json');
    // One that a killed server has left.
    await rm(`${path}.new.tmp`, { force: true });
    await replaceDurably(path, `${JSON.stringify(record)}\n`, 'new');
  }

  /** Whether there is a record, usable or not. */
  async hasRecord(): Promise<boolean> {
    return await lstat(join(this.path, 'process.json')).then(
      () => true,
      () => false,
    );
  }

  /** @throws Error that says why there is no usable record */
  async readRecord(): Promise<RunRecord> {
    const handle = await openFile(join(this.path, 'process.json'), O_RDONLY);
    try {
      if ((await handle.stat()).size > MAX_RECORD_BYTES) throw new Error('process.json is too large');
      return parseRunRecord(await handle.readFile('utf8'), this.sessionId);
    } finally {
      await handle.close();
    }
  }

  /** @throws Error when it is a symbolic link, no directory, or somebody else's */
  async check(userId: number | undefined): Promise<void> {
    const found = await lstat(this.path);
    if (found.isSymbolicLink()) throw new Error('it is a symbolic link');
    if (!found.isDirectory()) throw new Error('it is no directory');
    if (userId !== undefined && found.uid !== userId) throw new Error('it belongs to another user');
  }

  /** Removes the directory; under another name first, so that half of it is never taken for a run. */
  async remove(): Promise<void> {
    const doomed = isBeingRemoved(this.path) ? this.path : `${this.path}${DOOMED}`;
    try {
      if (doomed !== this.path) {
        await rm(doomed, { recursive: true, force: true });
        await rename(this.path, doomed);
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await rm(doomed, { recursive: true, force: true });
  }
}

/** Returns whether a directory's name says that a server was killed while it removed it. */
export function isBeingRemoved(name: string): boolean {
  return name.endsWith(DOOMED);
}

/** Only of a FIFO it is known that opening it in these ways waits for nobody. */
async function checkFifo(path: string): Promise<void> {
  if (!(await lstat(path)).isFIFO()) throw new Error(`${path} is no FIFO`);
}

async function openFile(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | O_NOFOLLOW | O_NONBLOCK);
  return await checked(handle, (stat) => stat.isFile(), path);
}

async function checked(
  handle: FileHandle,
  isRight: (stat: Awaited<ReturnType<FileHandle['stat']>>) => boolean,
  path: string,
): Promise<FileHandle> {
  if (isRight(await handle.stat())) return handle;
  await handle.close();
  throw new Error(`${path} is not what it should be`);
}
