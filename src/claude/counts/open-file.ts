import { closeSync, lstatSync, readSync, type Stats } from 'node:fs';
import { openPlainFileNow } from '../transcripts/plain-files.ts';

// Blocking calls: this runs in a thread of its own, where waiting costs less than being called back.

/** What tells one state of a file from another. Times are milliseconds since the epoch. */
export interface FileStamp {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly birthtimeMs: number;
}

/** What tells whether a file has changed. */
export type SeenStamp = Omit<FileStamp, 'birthtimeMs'>;

/** Returns what stands at `path` itself, a regular file or a folder; undefined when it is something else or nothing. */
export function stampOf(path: string): FileStamp | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? toStamp(stats) : undefined;
  } catch {
    return undefined;
  }
}

export function isSameFile(one: SeenStamp, other: SeenStamp): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

export function isUnchanged(one: SeenStamp, other: SeenStamp): boolean {
  return isSameFile(one, other) && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/** A regular file, open for reading. */
export class OpenFile {
  readonly stamp: FileStamp;
  readonly #fd: number;

  private constructor(fd: number, stamp: FileStamp) {
    this.#fd = fd;
    this.stamp = stamp;
  }

  /** Returns undefined for what is no regular file or may not be read. */
  static at(path: string): OpenFile | undefined {
    const opened = openPlainFileNow(path);
    return opened === undefined ? undefined : new OpenFile(opened.fd, toStamp(opened.stats));
  }

  /** Fills `buffer[from, to)` from `position` on; returns how many bytes there were, 0 at the end or when reading fails. */
  read(buffer: Uint8Array, from: number, to: number, position: number): number {
    let filled = from;
    try {
      while (filled < to) {
        const bytes = readSync(this.#fd, buffer, filled, to - filled, position + filled - from);
        if (bytes === 0) break;
        filled += bytes;
      }
    } catch {
      // A folder on a network that has gone, a damaged disk: what was read counts.
    }
    return filled - from;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function toStamp({ dev, ino, size, mtimeMs, birthtimeMs }: Stats): FileStamp {
  return { dev, ino, size, mtimeMs, birthtimeMs };
}
