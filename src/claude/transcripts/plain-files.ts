import { closeSync, constants, fstatSync, lstat, open, openSync, read, type Stats } from 'node:fs';

// The callback API: its promises cost three times the processor time, which a folder of 500 files feels.

/** Transcripts tell any path; to look at one with a NUL is an error, not an answer. */
function isImpossible(path: string): boolean {
  return path.includes('\0');
}

/** Returns what stands at `path` itself; undefined when nothing can be seen there. */
export function statPath(path: string): Promise<Stats | undefined> {
  if (isImpossible(path)) return Promise.resolve(undefined);
  return new Promise((resolve) => lstat(path, (error, stats) => resolve(error === null ? stats : undefined)));
}

/** A regular file, open for reading. */
export interface PlainFile {
  readonly stats: Stats;
  /** Fills `buffer` from `position` on and returns how many bytes there were; 0 at the end or when reading fails. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

// Neither a symbolic link is followed nor a pipe waited for.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens `path` when it is a regular file that may be read, else returns undefined. */
export async function openPlainFile(path: string): Promise<PlainFile | undefined> {
  if (isImpossible(path)) return undefined;
  const fd = await new Promise<number | undefined>((resolve) =>
    open(path, FLAGS, (error, opened) => resolve(error === null ? opened : undefined)),
  );
  if (fd === undefined) return undefined;
  const stats = statOpened(fd);
  if (stats?.isFile() !== true) {
    closeFd(fd);
    return undefined;
  }
  return {
    stats,
    read: (buffer, position) => readFully(fd, buffer, position),
    close: async () => closeFd(fd),
  };
}

/** The same at once, for a thread where waiting costs less than being called back; the file is to be closed. */
export function openPlainFileNow(path: string): { readonly fd: number; readonly stats: Stats } | undefined {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch {
    return undefined;
  }
  const stats = statOpened(fd);
  if (stats?.isFile() === true) return { fd, stats };
  closeFd(fd);
  return undefined;
}

// What is asked of an open file waits for no disk: two turns of the event loop would cost ten times as much.

function statOpened(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}

function closeFd(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // Nothing was written.
  }
}

async function readFully(fd: number, buffer: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const offset = filled;
    const bytes = await new Promise<number>((resolve) =>
      read(fd, buffer, offset, buffer.length - offset, position + offset, (error, count) =>
        resolve(error === null ? count : 0),
      ),
    );
    if (bytes === 0) break;
    filled += bytes;
  }
  return filled;
}
