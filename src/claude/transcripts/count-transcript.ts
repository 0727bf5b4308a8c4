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

const MARK_BYTES = 64;

/** How far a file has been counted. */
export interface CountedTo {
  /** Offset behind the last whole line, where the next count goes on. */
  readonly offset: number;
  /** The last bytes before it: where they still stand the file has only grown. */
  readonly mark: Buffer;
}

export const NOTHING_COUNTED: CountedTo = { offset: 0, mark: Buffer.alloc(0) };

/** True when what was counted of a file still stands there. */
export async function isStillThere(file: PlainFile, { offset, mark }: CountedTo): Promise<boolean> {
  const bytes = Buffer.alloc(mark.length);
  await file.read(bytes, offset - mark.length);
  return bytes.equals(mark);
}

/**
 * Counts the whole lines of a file behind `from` into `tally`, as far as the file reached when it was opened.
 */
export async function countTranscript(
  file: PlainFile,
  tally: TranscriptTally,
  from: CountedTo,
  pool: ChunkPool,
): Promise<CountedTo> {
  const { size } = file.stats;
  let buffer = pool.take();
  /** Bytes at the beginning of the buffer that belong to a line not yet ended. */
  let kept = 0;
  /** File offset of the buffer's first byte. */
  let base = from.offset;
  /** Inside of a line that is too long to be held. */
  let isSkipping = false;
  let done = from;
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
      }
      if (start > 0)
        done = { offset: base + start, mark: Buffer.from(chunk.subarray(Math.max(0, start - MARK_BYTES), start)) };
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
