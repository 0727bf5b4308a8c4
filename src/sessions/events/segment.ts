import { join } from 'node:path';

/** Version of the segment format. */
export const SEGMENT_SCHEMA = 1;

/** One file of the log: a header line, a line with what streams had been told before, then a line for each append. */
export interface Segment {
  readonly path: string;
  readonly firstSeq: number;
  /** Bytes of whole lines. */
  bytes: number;
  /** Milliseconds since the epoch when the newest line was written. */
  newestAt: number;
  /** Where lines begin that hold the first event at or behind a place: sparse, growing. */
  readonly marks: { readonly seq: number; readonly offset: number }[];
}

/** First line of a segment. */
export interface SegmentHeader {
  readonly codez: 'events';
  readonly schema: number;
  readonly first_seq: number;
  /** `first_seq` of the segment before; null for the first one ever. */
  readonly previous: number | null;
  /** Events between the segment before and this place may be missing. */
  readonly hole?: number;
  readonly created_at: string;
  /** The start of the machine during which it was begun: only a machine that fell can have lost what was written. */
  readonly boot: string;
}

/** Second line: the sources of all lines before this segment. */
export interface ToldLine {
  readonly told: readonly (readonly [stream: string, offset: number])[];
}

/** A reader starts at most so far before the event it looks for. */
const MARK_EVERY_BYTES = 64 * 1024;

const NAME = /^events-(\d{16})\.jsonl$/;

export function segmentPath(folder: string, firstSeq: number): string {
  return join(folder, `events-${String(firstSeq).padStart(16, '0')}.jsonl`);
}

/** Returns the place a file name of a segment begins with, undefined for any other name. */
export function seqOfName(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Takes note that the line at `offset` begins with the event `seq`, where no other mark is near. */
export function addMark({ marks }: Segment, seq: number, offset: number): void {
  const at = marks.findLastIndex((mark) => mark.offset <= offset) + 1;
  const [before, next] = [marks[at - 1], marks[at]];
  if (before !== undefined && offset - before.offset < MARK_EVERY_BYTES) return;
  if (next !== undefined && next.offset - offset < MARK_EVERY_BYTES / 2) return;
  marks.splice(at, 0, { seq, offset });
}
