import { messageIdOf } from '../activity/message-id.ts';
import { createLineShape, readLineShape } from '../lines/line-shape.ts';
import { BackwardLines, type FileLine } from './backward-lines.ts';
import { openPlainFile } from './plain-files.ts';
import { conversationOf, queuedAs } from './queued-prompt.ts';
import { type JsonRecord, parseRecord, toRecord, toText } from './record-fields.ts';
import { isOnlyResults, roleOfRecord } from './record-role.ts';

/** Where a conversation can be cut. */
export interface ForkPoint {
  /** The last record that is taken over. */
  readonly recordId: string;
  /** The message it belongs to. */
  readonly messageId: string;
}

/**
 * Returns the last record of a message of the transcript at `path`, of its last message when none is named (results
 * of its tools taken over with it); undefined when there is none. The file is read from its end.
 */
export async function findForkPoint(path: string, messageId?: string): Promise<ForkPoint | undefined> {
  const file = await openPlainFile(path);
  if (file === undefined) return undefined;
  try {
    const lines = new BackwardLines(file, file.stats.size);
    let newest: string | undefined;
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
      const record = toConversation(line);
      const recordId = record === undefined ? undefined : toText(record['uuid']);
      if (record === undefined || recordId === undefined) continue;
      newest ??= recordId;
      const found = queuedAs(record) ?? messageIdOf(record);
      if (found === undefined) continue;
      if (messageId === undefined && isMessage(record)) return { recordId: newest, messageId: found };
      if (found === messageId) return { recordId, messageId };
    }
    return undefined;
  } finally {
    await file.close();
  }
}

const shape = createLineShape();

/** Parses only what can be a record of user or assistant: other lines may be very long. */
function toConversation(line: FileLine): JsonRecord | undefined {
  readLineShape(line.bytes, 0, line.bytes.length, shape);
  const isWanted = shape.kind === 'user' || shape.kind === 'assistant' || shape.kind === 'unclear';
  const parsed = isWanted && line.isWhole ? parseRecord(line.bytes.toString('utf8')) : undefined;
  if (parsed === undefined || parsed['isSidechain'] === true) return undefined;
  const record = conversationOf(parsed);
  return roleOfRecord(record) === undefined || record['type'] === 'system' ? undefined : record;
}

function isMessage(record: JsonRecord): boolean {
  const role = roleOfRecord(record);
  return role === 'assistant' || (role === 'user' && !isOnlyResults(toRecord(record['message'])?.['content']));
}
