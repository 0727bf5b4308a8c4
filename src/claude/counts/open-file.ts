import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';

// Blocking calls: this runs in a thread of its own, where waiting costs less than being called back.

/** What tells one state of a file from another. Times are milliseconds since the epoch. */
export interface FileStamp {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly birthtimeMs: number;
}

/** Neither a symbolic link is followed nor a pipe waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Returns what stands at `path` itself, a regular file or a folder; undefined when it is something else or nothing. */
export function stampOf(path: string): FileStamp | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? toStamp(stats) : undefined;
  } catch {
    return undefined;
  }
}

export function isSameFile(one: FileStamp, other: FileStamp): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

export function isUnchanged(one: FileStamp, other: FileStamp): boolean {
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
    let fd: number | undefined;
    try {
      fd = openSync(path, FLAGS);
      const stats = fstatSync(fd);
      if (stats.isFile()) return new OpenFile(fd, toStamp(stats));
    } catch {
      // Told by what is returned.
    }
    if (fd !== undefined) closeSync(fd);
    return undefined;
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
