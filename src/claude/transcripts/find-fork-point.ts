import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { messageIdOf } from '../activity/message-id.ts';

/** Where a conversation can be cut. */
export interface ForkPoint {
  /** The last record that is taken over. */
  readonly recordId: string;
  /** The message it belongs to. */
  readonly messageId: string;
}

/**
 * Returns the last record of a message of the transcript at `path`, of its last message when none is named; undefined
 * when there is none. A response of the model is written as several records: the last of them ends it.
 */
export async function findForkPoint(path: string, messageId?: string): Promise<ForkPoint | undefined> {
  let found: ForkPoint | undefined;
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    const point = toPoint(line);
    if (point !== undefined && (messageId === undefined || point.messageId === messageId)) found = point;
  }
  return found;
}

/** Parses only lines that can be records of user or assistant: others may be very long. */
function toPoint(line: string): ForkPoint | undefined {
  if (!/"type":\s*"(user|assistant)"/.test(line)) return undefined;
  try {
    const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const { type, uuid, isSidechain } = record;
    const messageId = messageIdOf(record);
    if ((type !== 'user' && type !== 'assistant') || isSidechain === true || messageId === undefined) return undefined;
    return typeof uuid === 'string' ? { recordId: uuid, messageId } : undefined;
  } catch {
    return undefined;
  }
}
