import type { MessageExtra, TranscriptMessage, Transcripts } from '../../../src/claude/transcripts/transcripts.ts';

export interface ReadAll {
  readonly limit?: number;
  readonly include?: readonly MessageExtra[];
  readonly maxBytes?: number;
}

/**
 * Returns all messages of a session, oldest first, by reading page after page from the newest back. Where a function
 * is given, each page is read by a reader of its own, as after a restart.
 */
export async function readAll(
  source: Transcripts | (() => Transcripts),
  sessionId: string,
  { limit = 50, include = [], maxBytes = 1e9 }: ReadAll = {},
): Promise<TranscriptMessage[]> {
  const messages: TranscriptMessage[] = [];
  let cursor: string | undefined;
  do {
    const options = { limit, include: new Set(include), maxBytes, ...(cursor === undefined ? {} : { cursor }) };
    const transcripts = typeof source === 'function' ? source() : source;
    const page = await transcripts.readPage(sessionId, options);
    messages.unshift(...page.messages);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return messages;
}
