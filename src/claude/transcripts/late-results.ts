import { findBytes } from './find-bytes.ts';
import { partsOfContent, type ToolResultPart } from './parts-of-content.ts';
import type { PlainFile } from './plain-files.ts';
import { readRecordAt } from './record-at.ts';
import { toRecord } from './record-fields.ts';
import type { TranscriptMessage } from './transcripts.ts';

const MAX_CALLS = 32;
const MAX_BYTES = 16 * 1024 * 1024;

/** Fills in results that stand behind `from`: where a page ends, the results of its last calls may have come later. */
export async function withLateResults(
  message: TranscriptMessage,
  file: PlainFile,
  from: number,
  isShown: boolean,
): Promise<TranscriptMessage> {
  const open = message.parts.flatMap((part) =>
    part.type === 'tool_use' && part.state === 'pending' ? [part.tool_use_id] : [],
  );
  const results = new Map<string, ToolResultPart>();
  for (const id of open.slice(0, MAX_CALLS)) {
    const result = results.get(id) ?? (await findResult(file, id, from));
    if (result !== undefined) results.set(id, result);
  }
  if (results.size === 0) return message;
  const parts = message.parts.flatMap((part) => {
    const result = part.type === 'tool_use' ? results.get(part.tool_use_id) : undefined;
    if (part.type !== 'tool_use' || result === undefined) return [part];
    const call = { ...part, state: result.is_error ? ('error' as const) : ('completed' as const) };
    return isShown ? [call, result] : [call];
  });
  return { ...message, parts };
}

async function findResult(file: PlainFile, id: string, from: number): Promise<ToolResultPart | undefined> {
  const found = await findBytes(file, Buffer.from(`"tool_use_id":${JSON.stringify(id)}`), from, from + MAX_BYTES);
  const located = found === undefined ? undefined : await readRecordAt(file, found);
  for (const part of partsOfContent(toRecord(located?.record['message'])?.['content'])) {
    if (part.type === 'tool_result' && part.tool_use_id === id) return part;
  }
  return undefined;
}
