import { fdatasync, fdatasyncSync, write, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';

const writeAsync = promisify(write);
const fdatasyncAsync = promisify(fdatasync);

/** Appends one line after the other to a file, each followed by fdatasync, and nothing else. */
export interface BareLoop {
  /** As a program must that goes on meanwhile: asynchronous calls. Returns microseconds for one line. */
  asynchronous(lines: number): Promise<number>;
  /** Blocking calls. Returns microseconds for one line. */
  blocking(lines: number): number;
  close(): Promise<void>;
}

/** Creates the file `path` for a loop that writes lines of `bytes` bytes. */
export async function createBareLoop(path: string, bytes: number): Promise<BareLoop> {
  const handle: FileHandle = await open(path, 'wx', 0o600);
  const { fd } = handle;
  const line = Buffer.from(`${'x'.repeat(bytes - 1)}\n`);
  let position = 0;
  return {
    async asynchronous(lines) {
      const start = performance.now();
      for (let at = 0; at < lines; at++) {
        await writeAsync(fd, line, 0, line.length, position);
        await fdatasyncAsync(fd);
        position += line.length;
      }
      return ((performance.now() - start) / lines) * 1000;
    },
    blocking(lines) {
      const start = performance.now();
      for (let at = 0; at < lines; at++) {
        writeSync(fd, line, 0, line.length, position);
        fdatasyncSync(fd);
        position += line.length;
      }
      return ((performance.now() - start) / lines) * 1000;
    },
    close: () => handle.close(),
  };
}
