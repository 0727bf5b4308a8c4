import { openPlainFile } from './plain-files.ts';
import { type JsonRecord, parseRecord } from './record-fields.ts';

const MAX_BYTES = 64 * 1024;

/** Returns the JSON object a small file holds; undefined when there is none that can be read. */
export async function readRecordFile(path: string): Promise<JsonRecord | undefined> {
  const opened = await openPlainFile(path);
  if (opened === undefined) return undefined;
  try {
    const buffer = Buffer.allocUnsafe(Math.min(opened.stats.size, MAX_BYTES));
    return parseRecord(buffer.toString('utf8', 0, await opened.read(buffer, 0)));
  } finally {
    await opened.close();
  }
}
