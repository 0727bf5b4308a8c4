import type { Services } from '../tools/services.ts';
import type { McpSessions } from './mcp-sessions.ts';
import { sessionTopic } from './resources/session-resources.ts';

/** A turn brings many messages: who watches hears of them together. */
const TOGETHER_MS = 1000;
const CHANGES = new Set(['message.created', 'message.completed', 'tool.finished']);

/** Tells those who watch a conversation of its new messages, at most once a second. Returns how to stop. */
export function announceSessionChanges(
  events: Pick<Services['events'], 'subscribe'>,
  sessions: McpSessions,
): () => void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const announce = (sessionId: string): void => {
    waiting.delete(sessionId);
    sessions.announceChange(sessionTopic(sessionId));
  };
  const stop = events.subscribe((logged) => {
    for (const { event } of logged) {
      const { session_id: id } = event;
      if (id === undefined || !CHANGES.has(event.type) || waiting.has(id)) continue;
      if (!sessions.isWatched(sessionTopic(id))) continue;
      waiting.set(id, setTimeout(announce, TOGETHER_MS, id).unref());
    }
  });
  return () => {
    stop();
    for (const timer of waiting.values()) clearTimeout(timer);
  };
}
