import { parseJsonObject } from '../../core/json-object.ts';
import type { OutputRecord } from './claude-process.ts';
import type { SplitLine } from './line-splitter.ts';

/** How much of a line that is no record is shown. */
const MAX_TEXT_BYTES = 1024;

/** Returns the record of a line of output; undefined for an empty line. */
export function toOutputRecord(line: SplitLine, stream: string): OutputRecord | undefined {
  if (line.bytes.length === 0) return undefined;
  const place = { stream, offset: line.end };
  const value = line.isTooLong ? undefined : parseJsonObject(line.bytes);
  if (value !== undefined) return { place, value };
  return { place, value: undefined, text: line.bytes.toString('utf8', 0, MAX_TEXT_BYTES) };
}
