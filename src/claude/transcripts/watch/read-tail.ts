import { openPlainFile } from '../plain-files.ts';
import { type JsonRecord, parseRecord } from '../record-fields.ts';

const MAX_TAIL = 1024 * 1024;

/** Returns the records that end at or before `endOffset`, as far back as `maxBytes` reach; none when it cannot be read. */
export async function readTail(path: string, endOffset: number, maxBytes = MAX_TAIL): Promise<JsonRecord[]> {
  const opened = endOffset === 0 ? undefined : await openPlainFile(path);
  if (opened === undefined) return [];
  try {
    const from = Math.max(0, endOffset - maxBytes);
    const buffer = Buffer.allocUnsafe(endOffset - from);
    const text = buffer.toString('utf8', 0, await opened.read(buffer, from));
    const lines = text.split('\n');
    // The first line may have begun before.
    return (from === 0 ? lines : lines.slice(1)).map(parseRecord).filter((record) => record !== undefined);
  } finally {
    await opened.close();
  }
}
