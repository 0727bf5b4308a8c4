import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Where a conversation can be cut. */
export interface ForkPoint {
  /** The last record that is taken over. */
  readonly recordId: string;
  /** The message it belongs to, by the uuid of its first record. */
  readonly messageId: string;
}

interface ConversationRecord {
  readonly type?: unknown;
  readonly uuid?: unknown;
  readonly isSidechain?: unknown;
  readonly message?: { readonly id?: unknown };
}

/**
 * Returns the last record of a message of the transcript at `path`, of its last message when none is named; undefined
 * when there is none. A response of the model is written as several records: the last of them ends it.
 */
export async function findForkPoint(path: string, messageId?: string): Promise<ForkPoint | undefined> {
  let found: ForkPoint | undefined;
  /** The response that `found` belongs to. */
  let responseId: unknown;
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const record = toConversation(line);
    if (record === undefined) continue;
    const recordId = record.uuid as string;
    const id = record.message?.id;
    const isSameMessage = found !== undefined && id !== undefined && id === responseId;
    if (isSameMessage) found = { recordId, messageId: (found as ForkPoint).messageId };
    else if (messageId === undefined || recordId === messageId) {
      found = { recordId, messageId: recordId };
      responseId = id;
    }
  }
  return found;
}

/** Parses only lines that can be records of user or assistant: others may be very long. */
function toConversation(line: string): ConversationRecord | undefined {
  if (!/"type":\s*"(user|assistant)"/.test(line)) return undefined;
  try {
    const record = JSON.parse(line) as ConversationRecord;
    const isConversation = (record.type === 'user' || record.type === 'assistant') && record.isSidechain !== true;
    return isConversation && typeof record.uuid === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}
