import { createSlices } from '../../core/slices.ts';
import { openForReading } from '../../storage/durable-files.ts';
import { intactJson } from '../../storage/record-codec.ts';

const CHUNK_BYTES = 256 * 1024;
const LF = 0x0a;

/** What was found besides the lines handed over. */
export interface ScanOutcome {
  /** A whole line does not carry its checksum: nothing behind it was read. */
  readonly isDamaged: boolean;
  /** Offset behind the last whole line that was read. */
  readonly end: number;
}

/**
 * Reads the lines of a segment between two offsets (the first at the beginning of a line) and hands over each one's
 * JSON with its offset, until `take` returns false. Never holds the event loop for long.
 */
export async function scanSegment(
  path: string,
  from: number,
  to: number,
  take: (json: Buffer, offset: number) => boolean,
): Promise<ScanOutcome> {
  const slices = createSlices();
  const handle = await openForReading(path);
  try {
    let chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(to - from, 1)));
    let filled = 0;
    let base = from;
    for (;;) {
      const room = Math.min(chunk.length - filled, to - base - filled);
      const { bytesRead } = await handle.read(chunk, filled, room, base + filled);
      if (bytesRead === 0) return { isDamaged: false, end: base };
      filled += bytesRead;
      let start = 0;
      for (;;) {
        const end = chunk.indexOf(LF, start);
        if (end === -1 || end >= filled) break;
        const json = intactJson(chunk, start, end);
        if (json === undefined) return { isDamaged: true, end: base + start };
        if (!take(json, base + start)) return { isDamaged: false, end: base + end + 1 };
        start = end + 1;
        if (slices.over) await slices.rest();
      }
      base += start;
      if (start === 0 && filled === chunk.length) {
        const larger = Buffer.allocUnsafe(chunk.length * 2);
        chunk.copy(larger, 0, 0, filled);
        chunk = larger;
      } else {
        chunk.copyWithin(0, start, filled);
        filled -= start;
      }
    }
  } finally {
    await handle.close();
  }
}
