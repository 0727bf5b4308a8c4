import { type JsonRecord, parseRecord } from '../transcripts/record-fields.ts';
import { skipText } from './skip-json.ts';

/** Shorter lines cannot hold enough to matter. */
const ALWAYS_PARSED_BYTES = 1024 * 1024;
/** Values of a line at most. An object takes hundreds of bytes for the few it has in its line. */
const MAX_VALUES = 200_000;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;

/** Parses `bytes[start, end)`; undefined for what is no record, and for one that would take too much memory. */
export function parseBounded(bytes: Buffer, start: number, end: number): JsonRecord | undefined {
  return hasTooManyValues(bytes, start, end) ? undefined : parseRecord(bytes.toString('utf8', start, end));
}

/** True for a line of so many values that they would not fit into the memory of a thread. */
export function hasTooManyValues(bytes: Buffer, start: number, end: number): boolean {
  if (end - start <= ALWAYS_PARSED_BYTES) return false;
  let values = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipText(bytes, at, end) - 1;
      // A text without an end: nothing that can be parsed.
      if (at < 0) return false;
    } else if (byte === COMMA || byte === OPEN || byte === OPEN_LIST) {
      values += 1;
      if (values > MAX_VALUES) return true;
    }
  }
  return false;
}
