import { isAscii } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { intactJson, PREFIX_LENGTH } from './record-codec.ts';
import type { StoredLine } from './store-schema.ts';

/** A stretch of bytes of a file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Takes the intact lines of a chunk, in order; `ends[i]` is the file offset after line `i`, its LF included. */
export type LineSink = (lines: readonly StoredLine[], starts: readonly number[], ends: readonly number[]) => void;

/** What a file holds besides its intact lines. */
export interface ScanResult {
  readonly sizeBytes: number;
  /** Lines that are complete but do not carry their checksum, neighbours joined. */
  readonly damaged: readonly ByteRange[];
  /** What stands after the last line feed: a line that was never finished. */
  readonly torn: ByteRange | undefined;
}

const LF = 0x0a;
const SPACE = 0x20;
const COMMA = 0x2c;
const ZERO = 0x30;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** Larger ones are not faster, and leave 40 MB more behind after reading 100,000 notes. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Reads a journal or snapshot from its beginning to `limitBytes` and hands over every intact line.
 *
 * A chunk is turned into one JSON array in place (checksums become blanks, line feeds commas), because one
 * `JSON.parse` of a thousand lines costs half of a thousand calls. A line that is not ASCII is left out of it (a zero
 * holds its place): one such character would make the whole text two bytes wide and its parsing slow.
 */
export async function scanLines(
  handle: FileHandle,
  sink: LineSink,
  limitBytes = Number.POSITIVE_INFINITY,
): Promise<ScanResult> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  chunk[0] = OPEN;
  let filled = 1;
  /** File offset of `chunk[1]`. */
  let base = 0;
  const damaged: ByteRange[] = [];
  for (;;) {
    const room = Math.min(chunk.length - filled, limitBytes - (base + filled - 1));
    const { bytesRead } = await handle.read(chunk, filled, room, base + filled - 1);
    if (bytesRead === 0) break;
    filled += bytesRead;
    const consumed = consumeLines(chunk, filled, base, sink, damaged);
    base += consumed - 1;
    chunk.copyWithin(1, consumed, filled);
    filled -= consumed - 1;
    if (filled === chunk.length) {
      const larger = Buffer.allocUnsafe(chunk.length * 2);
      chunk.copy(larger, 0, 0, filled);
      chunk = larger;
    }
  }
  const rest = filled - 1;
  return { sizeBytes: base + rest, damaged, torn: rest > 0 ? { offset: base, length: rest } : undefined };
}

/** Handles the complete lines of `chunk[1, filled)`; returns the index of the first byte after them. */
function consumeLines(chunk: Buffer, filled: number, base: number, sink: LineSink, damaged: ByteRange[]): number {
  const starts: number[] = [];
  const ends: number[] = [];
  /** Lines that are not ASCII, by their place in the array: parsed each for itself. */
  const others: [place: number, json: string][] = [];
  let start = 1;
  let lastComma = 0;
  for (;;) {
    const end = chunk.indexOf(LF, start);
    if (end < 0 || end >= filled) break;
    const json = intactJson(chunk, start, end);
    if (json === undefined) {
      addRange(damaged, base + start - 1, end + 1 - start);
      chunk.fill(SPACE, start, end + 1);
    } else {
      if (isAscii(json)) chunk.fill(SPACE, start, start + PREFIX_LENGTH);
      else {
        others.push([starts.length, json.toString('utf8')]);
        chunk.fill(SPACE, start, end);
        chunk[start] = ZERO;
      }
      starts.push(base + start - 1);
      ends.push(base + end);
      chunk[end] = COMMA;
      lastComma = end;
    }
    start = end + 1;
  }
  if (starts.length > 0) {
    chunk[lastComma] = CLOSE;
    const lines = JSON.parse(chunk.toString('latin1', 0, lastComma + 1)) as StoredLine[];
    for (const [place, json] of others) lines[place] = JSON.parse(json) as StoredLine;
    sink(lines, starts, ends);
  }
  return start;
}

function addRange(ranges: ByteRange[], offset: number, length: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last.offset + last.length === offset) {
    ranges[ranges.length - 1] = { offset: last.offset, length: last.length + length };
  } else {
    ranges.push({ offset, length });
  }
}
