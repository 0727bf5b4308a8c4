import type { FileHandle } from 'node:fs/promises';

/** Returns the end of a text file, at most `maxBytes`, from the beginning of a line where that is possible. */
export async function readLastLines(handle: FileHandle, maxBytes: number): Promise<string> {
  const { size } = await handle.stat();
  const start = Math.max(0, size - maxBytes);
  const bytes = Buffer.alloc(Math.min(size, maxBytes));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
  const read = bytes.subarray(0, bytesRead);
  const firstLine = start === 0 ? -1 : read.indexOf(0x0a);
  return read.subarray(firstLine === read.length - 1 ? 0 : firstLine + 1).toString('utf8');
}
