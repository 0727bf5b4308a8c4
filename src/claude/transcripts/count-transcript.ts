import type { PlainFile } from './plain-files.ts';
import type { TranscriptTally } from './transcript-tally.ts';

const LF = 0x0a;
/** Small enough to be worked through in a millisecond or two, so that nothing else waits for long. */
const CHUNK_BYTES = 1024 * 1024;
/** A longer line is judged by its beginning. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Buffers that are handed from one file to the next. */
export class ChunkPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafe(CHUNK_BYTES);
  }

  give(buffer: Buffer): void {
    if (buffer.length === CHUNK_BYTES && this.#free.length < 4) this.#free.push(buffer);
  }
}

/**
 * Counts the whole lines of a file from `offset` to `size` into `tally`; returns the offset behind the last of them,
 * where the next count goes on.
 */
export async function countTranscript(
  file: PlainFile,
  tally: TranscriptTally,
  offset: number,
  size: number,
  pool: ChunkPool,
): Promise<number> {
  let buffer = pool.take();
  /** Bytes at the beginning of the buffer that belong to a line not yet ended. */
  let kept = 0;
  /** File offset of the buffer's first byte. */
  let base = offset;
  /** Inside of a line that is too long to be held. */
  let isSkipping = false;
  let done = offset;
  try {
    while (base + kept < size) {
      const room = buffer.subarray(kept, Math.min(buffer.length, kept + size - base - kept));
      const bytes = await file.read(room, base + kept);
      if (bytes === 0) break;
      const filled = kept + bytes;
      // Without it a search would go on through what an earlier file has left in the buffer.
      const chunk = buffer.subarray(0, filled);
      let start = 0;
      for (let end = chunk.indexOf(LF, kept); end >= 0; end = chunk.indexOf(LF, start)) {
        if (isSkipping) isSkipping = false;
        else tally.addLine(chunk, start, end);
        start = end + 1;
        done = base + start;
      }
      if (isSkipping) start = filled;
      else if (start === 0 && filled >= MAX_LINE_BYTES) {
        tally.addLine(chunk, 0, filled, false);
        isSkipping = true;
        start = filled;
      }
      tally.settle();
      kept = filled - start;
      base += start;
      if (kept === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger, 0, 0, kept);
        buffer = larger;
      } else buffer.copyWithin(0, start, filled);
    }
    return done;
  } finally {
    pool.give(buffer);
  }
}
