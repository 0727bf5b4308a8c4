import type { MessagePage, TranscriptMessage, Transcripts } from '../../claude/transcripts/transcripts.ts';
import type { SessionRecord } from '../records/session-record.ts';

/**
 * Returns a page of what a fork begins with. It has no transcript of its own before its first prompt: until then the
 * source's messages are read, up to the one it was forked at.
 */
export async function readForkedMessages(
  transcripts: Transcripts,
  { forked_from: source, fork_message: last }: SessionRecord,
  request: Parameters<Transcripts['readPage']>[1],
): Promise<MessagePage> {
  if (source === undefined || (await transcripts.find(source)) === undefined) return { messages: [] };
  const { slug: _slug, ...query } = request;
  if (request.cursor !== undefined || last === undefined) return await transcripts.readPage(source, query);
  for (let page = await transcripts.readPage(source, query); ; ) {
    const at = page.messages.findLastIndex(({ id }) => id === last);
    if (at >= 0) return { ...page, messages: page.messages.slice(0, at + 1) satisfies readonly TranscriptMessage[] };
    if (page.nextCursor === undefined) return { messages: [] };
    page = await transcripts.readPage(source, { ...query, cursor: page.nextCursor });
  }
}
