import { renderTranscript, type ShownSession } from './render-transcript.ts';
import type { ResourceScheme } from './resource-scheme.ts';

/** Messages of one page: together with the bound on each part, a page stays well below what clients cut off. */
const PAGE_MESSAGES = 20;
const SESSION_URI = /^session:\/\/([0-9a-f-]{36})(?:\?cursor=([^&#]+))?$/i;

/** `session://{session_id}`: a conversation as Markdown, the newest page first. */
export const sessionResources: ResourceScheme = {
  scheme: 'session',
  scope: 'sessions:read',
  templates: [
    {
      name: 'session_transcript',
      title: 'Conversation of a Claude Code session',
      uriTemplate: 'session://{session_id}',
      description:
        'The newest messages of a conversation as Markdown, oldest of them first; its head names the address of the page before (?cursor=).',
      mimeType: 'text/markdown',
    },
  ],
  read(uri, call) {
    const [, id, cursor] = SESSION_URI.exec(uri) ?? [];
    if (id === undefined) return undefined;
    return readSession(uri, id.toLowerCase(), cursor === undefined ? undefined : decodeURIComponent(cursor), call);
  },
  topicOf: (uri) => {
    const id = SESSION_URI.exec(uri)?.[1];
    return id === undefined ? undefined : sessionTopic(id.toLowerCase());
  },
};

/** Returns the topic of a session's new messages. */
export function sessionTopic(sessionId: string): string {
  return `session ${sessionId}`;
}

async function readSession(
  uri: string,
  id: string,
  cursor: string | undefined,
  call: Parameters<ResourceScheme['read']>[1],
): Promise<unknown> {
  const args = { session_id: id, limit: PAGE_MESSAGES, ...(cursor === undefined ? {} : { cursor }) };
  const shown = (await call('get_session', args)).value as unknown as ShownSession;
  const next = shown.next_cursor;
  const olderUri = next === undefined ? undefined : `session://${id}?cursor=${encodeURIComponent(next)}`;
  return { contents: [{ uri, mimeType: 'text/markdown', text: renderTranscript(shown, olderUri) }] };
}
