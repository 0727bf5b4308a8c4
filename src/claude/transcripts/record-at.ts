import { findBytes, findLastBytes } from './find-bytes.ts';
import type { PlainFile } from './plain-files.ts';
import { type JsonRecord, parseRecord } from './record-fields.ts';

const FEED = Buffer.from('\n');
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Returns the record of the line that the byte at `offset` is in; undefined when it is none or too long. */
export async function readRecordAt(
  file: PlainFile,
  offset: number,
): Promise<{ readonly record: JsonRecord; readonly start: number } | undefined> {
  const floor = Math.max(0, offset - MAX_LINE_BYTES);
  const feed = await findLastBytes(file, FEED, offset, floor);
  if (feed === undefined && floor > 0) return undefined;
  const start = feed === undefined ? 0 : feed + 1;
  const end = (await findBytes(file, FEED, offset, start + MAX_LINE_BYTES)) ?? file.stats.size;
  if (end <= start || end - start > MAX_LINE_BYTES) return undefined;
  const bytes = Buffer.allocUnsafe(end - start);
  const record = parseRecord(bytes.toString('utf8', 0, await file.read(bytes, start)));
  return record === undefined ? undefined : { record, start };
}
