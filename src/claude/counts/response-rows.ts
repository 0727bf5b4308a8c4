import type { ResponseRows } from '../usage/usage.ts';

/** Bytes a row takes in all columns together. */
const ROW_BYTES = 8 + 8 + 6 * 4 + 2 + 1;

/** Rows as one stretch of bytes, which can be handed to another thread or written to a file. */
export interface PackedRows {
  readonly count: number;
  readonly models: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Returns bytes for `count` rows, all of them 0. */
export function emptyRowBytes(count: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(count * ROW_BYTES);
}

/** True when the bytes can hold so many rows. */
export function areRowBytes(bytes: Uint8Array, count: number): boolean {
  return bytes.length === count * ROW_BYTES && bytes.byteOffset % 8 === 0;
}

/** Returns the columns that packed rows consist of; both share the same memory. */
export function viewRows({ count, models, bytes }: PackedRows): ResponseRows {
  const { buffer, byteOffset } = bytes;
  let at = byteOffset;
  const take = (size: number): number => {
    const start = at;
    at += size * count;
    return start;
  };
  return {
    count,
    models,
    keys: new BigUint64Array(buffer, take(8), count),
    at: new Float64Array(buffer, take(8), count),
    input: new Uint32Array(buffer, take(4), count),
    output: new Uint32Array(buffer, take(4), count),
    cacheRead: new Uint32Array(buffer, take(4), count),
    cacheWrite5m: new Uint32Array(buffer, take(4), count),
    cacheWrite1h: new Uint32Array(buffer, take(4), count),
    webSearches: new Uint32Array(buffer, take(4), count),
    model: new Uint16Array(buffer, take(2), count),
    isCopy: new Uint8Array(buffer, take(1), count),
  };
}
