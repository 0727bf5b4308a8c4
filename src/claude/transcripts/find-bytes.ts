import type { PlainFile } from './plain-files.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Returns the offset of the first occurrence of `bytes` at or behind `from`; undefined when there is none. */
export async function findBytes(
  file: PlainFile,
  bytes: Buffer,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): Promise<number | undefined> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let base = from; base < to; ) {
    const length = await file.read(chunk.subarray(0, Math.min(CHUNK_BYTES, to - base)), base);
    const found = chunk.subarray(0, length).indexOf(bytes);
    if (found >= 0) return base + found;
    if (length < CHUNK_BYTES) return undefined;
    base += length - bytes.length + 1;
  }
  return undefined;
}

/** Returns the offset of the last occurrence of `bytes` that ends at or before `before`, not looking below `floor`. */
export async function findLastBytes(
  file: PlainFile,
  bytes: Buffer,
  before: number,
  floor = 0,
): Promise<number | undefined> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let end = before; end - floor >= bytes.length; ) {
    const base = Math.max(floor, end - CHUNK_BYTES);
    const length = await file.read(chunk.subarray(0, end - base), base);
    const found = chunk.subarray(0, length).lastIndexOf(bytes);
    if (found >= 0) return base + found;
    if (base === floor) return undefined;
    end = base + bytes.length - 1;
  }
  return undefined;
}
