import type { FileHandle } from 'node:fs/promises';
import { findCandidates } from './candidate-lines.ts';
import type { RowPage } from './row-page.ts';

const LF = 0x0a;
const FIRST_BYTES = 64 * 1024;
/** A piece is searched in about a millisecond; a line that is longer is none of ours. */
const PIECE_BYTES = 256 * 1024;

/**
 * Offers the rows before `end` to the page, newest first, and returns the offset where older ones go on: 0 at the
 * beginning of the file.
 */
export async function readRowsBackward(handle: FileHandle, end: number, page: RowPage): Promise<number> {
  let offset = end;
  for (let wanted = FIRST_BYTES; offset > 0; wanted = PIECE_BYTES) {
    if (page.isTimeOver) return offset;
    const base = Math.max(0, offset - wanted);
    const bytes = await readPiece(handle, base, offset - base);
    const first = base === 0 ? 0 : bytes.indexOf(LF) + 1;
    // What stands behind the last line end was never finished; what has none at all is damaged.
    const last = bytes.lastIndexOf(LF) + 1;
    if (last > first) {
      const lines = findCandidates(bytes, first, last, page.filter);
      for (let at = lines.length - 1; at >= 0; at--) {
        const { start, end: lineEnd } = lines[at] as (typeof lines)[number];
        if (!page.offer(bytes.toString('utf8', start, lineEnd))) return base + lineEnd + 1;
        if (page.isFull) return base + start;
      }
    }
    offset = first === bytes.length ? base : base + first;
    page.looked();
  }
  return 0;
}

/** Offers the rows from `start` to `end` to the page, oldest first, and returns the offset where later ones go on. */
export async function readRowsForward(handle: FileHandle, start: number, end: number, page: RowPage): Promise<number> {
  let offset = start;
  while (offset < end) {
    if (page.isTimeOver) return offset;
    const bytes = await readPiece(handle, offset, Math.min(PIECE_BYTES, end - offset));
    if (bytes.length === 0) return end;
    const last = bytes.lastIndexOf(LF) + 1;
    for (const place of findCandidates(bytes, 0, last, page.filter)) {
      if (!page.offer(bytes.toString('utf8', place.start, place.end))) return offset + place.start;
      if (page.isFull) return offset + place.end + 1;
    }
    offset += last === 0 ? bytes.length : last;
    page.looked();
  }
  return offset;
}

/** Fewer bytes than wanted where the file has become shorter. */
async function readPiece(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
