import { readSync } from 'node:fs';
import { hasTooManyValues } from '../../claude/lines/parse-bounded.ts';

const LF = 0x0a;
const CHUNK_BYTES = 512 * 1024;
/** Longer lines are passed over: they would have to be held whole. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** What is done with the lines of a file. */
export interface LineSink {
  /** Takes the line `bytes[start, end)`, which stands at `offset`; the bytes hold only meanwhile. */
  addLine(bytes: Buffer, start: number, end: number, offset: number): void;
  /** Is told of a line that is too long to be read, or would take too much memory. */
  skipLine(offset: number): void;
}

/** Reads files by lines, with one buffer for all. */
export class LineReader {
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES);

  /**
   * Hands each whole line of a file from `from` up to `to` (or the end of the file, where it has become shorter) to
   * `sink`. Yields after each chunk the offset behind the last whole line.
   */
  *read(fd: number, from: number, to: number, sink: LineSink): Generator<number, void> {
    let buffer = this.#buffer;
    let kept = 0;
    let base = from;
    let offset = from;
    /** Where the line begins that is too long. */
    let skippedFrom = -1;
    while (base + kept < to) {
      const room = Math.min(buffer.length - kept, to - base - kept);
      const bytes = readSync(fd, buffer, kept, room, base + kept);
      if (bytes === 0) break;
      const filled = kept + bytes;
      const chunk = buffer.subarray(0, filled);
      let start = 0;
      for (let end = chunk.indexOf(LF, kept); end >= 0; end = chunk.indexOf(LF, start)) {
        if (skippedFrom >= 0) sink.skipLine(skippedFrom);
        else if (hasTooManyValues(chunk, start, end)) sink.skipLine(base + start);
        else sink.addLine(chunk, start, end, base + start);
        skippedFrom = -1;
        start = end + 1;
      }
      if (start > 0) offset = base + start;
      if (skippedFrom < 0 && start === 0 && filled >= MAX_LINE_BYTES) skippedFrom = base;
      if (skippedFrom >= 0) start = filled;
      kept = filled - start;
      base += start;
      if (kept === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger, 0, 0, kept);
        buffer = larger;
      } else {
        buffer.copyWithin(0, start, filled);
        if (kept <= CHUNK_BYTES / 2 && buffer !== this.#buffer) {
          buffer.copy(this.#buffer, 0, 0, kept);
          buffer = this.#buffer;
        }
      }
      yield offset;
    }
  }
}
