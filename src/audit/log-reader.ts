import type { FileHandle } from 'node:fs/promises';
import { openForReading } from '../storage/durable-files.ts';
import { isMissing, systemCode, toStorageError } from '../storage/storage-errors.ts';
import { compareLogFiles, type LogFile, listLogFiles, logFilePath } from './log-file.ts';
import { readRowsBackward, readRowsForward } from './read-rows.ts';
import type { RowPage } from './row-page.ts';
import { isBefore, type WaitingLine } from './row-queue.ts';

/** Behind everything a file can hold. */
const FILE_END = 999_999_999_999_999;

/** A symbolic link, a socket: no file of ours. */
const NO_FILE: ReadonlySet<string> = new Set(['ELOOP', 'ENXIO']);

/** Between two rows. */
export interface Place {
  readonly file: LogFile;
  readonly offset: number;
}

/** What is on disk up to `end`, and what waits in memory behind it, at one moment. */
export interface LogSnapshot {
  readonly end: Place;
  readonly waiting: readonly WaitingLine[];
  /** Behind all rows. */
  readonly head: Place;
}

/** Offers the rows before `from` to the page, newest first; returns where older ones go on, undefined at the end. */
export async function readBackward(
  folder: string,
  { end, waiting }: LogSnapshot,
  from: Place,
  page: RowPage,
): Promise<Place | undefined> {
  for (const line of waiting.toReversed()) {
    if (!isBefore(line, from)) continue;
    if (!page.offer(line.line)) return { file: line.file, offset: line.end };
    if (page.isFull) return { file: line.file, offset: line.start };
  }
  const start = comparePlaces(from, end) < 0 ? from : end;
  const files = (await listLogFiles(folder)).filter((file) => compareLogFiles(file, start.file) <= 0).reverse();
  for (const file of files) {
    if (page.filter.since !== undefined && file.day < page.filter.since.slice(0, 10)) return undefined;
    if (page.isTimeOver || page.isFull) return { file, offset: FILE_END };
    const limit = compareLogFiles(file, start.file) === 0 ? start.offset : Number.POSITIVE_INFINITY;
    const offset = await withFile(folder, file, (handle, size) =>
      readRowsBackward(handle, Math.min(size, limit), page),
    );
    if (offset !== undefined && offset > 0) return { file, offset };
  }
  return undefined;
}

/** Offers the rows from `from` on to the page, oldest first; returns where later ones go on. */
export async function readForward(
  folder: string,
  { end, waiting, head }: LogSnapshot,
  from: Place,
  page: RowPage,
): Promise<Place> {
  if (comparePlaces(from, end) < 0) {
    for (const file of await listLogFiles(folder)) {
      if (compareLogFiles(file, from.file) < 0 || compareLogFiles(file, end.file) > 0) continue;
      if (page.isTimeOver || page.isFull) return { file, offset: 0 };
      const isLast = compareLogFiles(file, end.file) === 0;
      const start = compareLogFiles(file, from.file) === 0 ? from.offset : 0;
      const read = await withFile(folder, file, async (handle, size) => {
        const limit = isLast ? Math.min(size, end.offset) : size;
        return { limit, offset: await readRowsForward(handle, start, limit, page) };
      });
      if (read !== undefined && read.offset < read.limit) return { file, offset: read.offset };
    }
  }
  for (const line of waiting) {
    if (isBefore(line, from)) continue;
    if (page.isFull || !page.offer(line.line)) return { file: line.file, offset: line.start };
  }
  return head;
}

export function comparePlaces(a: Place, b: Place): number {
  return compareLogFiles(a.file, b.file) || a.offset - b.offset;
}

/** Undefined for what has gone meanwhile or is no regular file. */
async function withFile<Result>(
  folder: string,
  file: LogFile,
  read: (handle: FileHandle, size: number) => Promise<Result>,
): Promise<Result | undefined> {
  let handle: FileHandle;
  try {
    handle = await openForReading(logFilePath(folder, file));
  } catch (error) {
    if (isMissing(error) || NO_FILE.has(systemCode(error) ?? '')) return undefined;
    throw toStorageError(error, 'Reading', logFilePath(folder, file));
  }
  try {
    const stats = await handle.stat();
    return stats.isFile() ? await read(handle, stats.size) : undefined;
  } finally {
    await handle.close();
  }
}
