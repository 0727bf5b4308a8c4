import { close, constants, fstat, lstat, open, read, type Stats } from 'node:fs';

// The callback API: its promises cost three times the processor time, which a folder of 500 files feels.

/** Returns what stands at `path` itself; undefined when nothing can be seen there. */
export function statPath(path: string): Promise<Stats | undefined> {
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
  const fd = await new Promise<number | undefined>((resolve) =>
    open(path, FLAGS, (error, opened) => resolve(error === null ? opened : undefined)),
  );
  if (fd === undefined) return undefined;
  const stats = await new Promise<Stats | undefined>((resolve) =>
    fstat(fd, (error, found) => resolve(error === null ? found : undefined)),
  );
  const file = {
    read: (buffer: Uint8Array, position: number) => readFully(fd, buffer, position),
    close: () => closeFd(fd),
  };
  if (stats?.isFile() === true) return { stats, ...file };
  await file.close();
  return undefined;
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

function closeFd(fd: number): Promise<void> {
  return new Promise((resolve) => close(fd, () => resolve()));
}
