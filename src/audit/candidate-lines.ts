import type { RowFilter } from './row-filter.ts';

const LF = 0x0a;
/** What every line begins with; its time follows. */
const BEGINNING = '{"at":"';
const TIME_UNITS = 24;

/** A line in a piece of a file, without its end. */
export interface LinePlace {
  readonly start: number;
  readonly end: number;
}

/** Returns the lines of `bytes[from, to)` that may match, in order; it begins and ends with whole lines. */
export function findCandidates(bytes: Buffer, from: number, to: number, filter: RowFilter): readonly LinePlace[] {
  const { needle, since } = filter;
  const found = needle === undefined ? allLines(bytes, from, to) : linesWith(bytes, from, to, needle);
  return since === undefined ? found : found.filter(({ start }) => mayBeSince(bytes, start, since));
}

function allLines(bytes: Buffer, from: number, to: number): LinePlace[] {
  const found: LinePlace[] = [];
  for (let start = from; start < to; ) {
    const end = bytes.indexOf(LF, start);
    found.push({ start, end });
    start = end + 1;
  }
  return found;
}

function linesWith(bytes: Buffer, from: number, to: number, needle: NonNullable<RowFilter['needle']>): LinePlace[] {
  const found: LinePlace[] = [];
  // A string of Latin-1 has a unit for each byte, and is searched faster than bytes are.
  const given = bytes.toString('latin1', from, to);
  const text = needle.isFolded ? given.toLowerCase() : given;
  for (let at = text.indexOf(needle.text); at >= 0; ) {
    const start = from + given.lastIndexOf('\n', at) + 1;
    const end = bytes.indexOf(LF, from + at);
    found.push({ start, end });
    at = text.indexOf(needle.text, end - from);
  }
  return found;
}

/** Lines that do not begin as ours do are left to the parser. */
function mayBeSince(bytes: Buffer, start: number, since: string): boolean {
  const head = bytes.toString('latin1', start, start + BEGINNING.length + TIME_UNITS);
  return !head.startsWith(BEGINNING) || head.slice(BEGINNING.length) >= since;
}
