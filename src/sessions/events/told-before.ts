import type { EventType, SessionEvent } from './event.ts';
import type { EventLog } from './event-log.ts';

const TYPES: ReadonlySet<EventType> = new Set([
  'session.created',
  'session.closed',
  'prompt.finished',
  'permission.resolved',
]);
const PAGE = 1_000;

export type FinishedEvent = Extract<SessionEvent, { type: 'prompt.finished' }>;

/**
 * What the log tells of sessions that a server takes over. What happens once is told once: a server that was killed
 * may have told what no record knows, and the log is what counts.
 */
export interface ToldBefore {
  /** The end of a prompt, if it was told. */
  finished(sessionId: string, promptId: string): FinishedEvent | undefined;
  isResolved(sessionId: string, requestId: string): boolean;
  isCreated(sessionId: string): boolean;
  /** When the end of the session's last process was told; milliseconds since the epoch. */
  closedAt(sessionId: string): number | undefined;
}

/** Reads what was told of these sessions since a time in milliseconds since the epoch. */
export async function readToldBefore(
  log: Pick<EventLog, 'read' | 'cursorAt'>,
  sessionIds: ReadonlySet<string>,
  since: number,
): Promise<ToldBefore> {
  const finished = new Map<string, FinishedEvent>();
  const resolved = new Set<string>();
  const created = new Set<string>();
  const closed = new Map<string, number>();
  const filter = { sessionIds, types: TYPES };
  let after = log.cursorAt(since);
  for (let isMore = sessionIds.size > 0; isMore; ) {
    const page = await log.read({ after, filter, limit: PAGE });
    for (const { event } of page.events) {
      const id = event.session_id as string;
      if (event.type === 'prompt.finished') finished.set(`${id}/${event.prompt_id}`, event);
      else if (event.type === 'permission.resolved') resolved.add(`${id}/${event.request_id}`);
      else if (event.type === 'session.created') created.add(id);
      else closed.set(id, Date.parse(event.at));
    }
    after = page.cursor;
    isMore = page.events.length === PAGE;
  }
  return {
    finished: (sessionId, promptId) => finished.get(`${sessionId}/${promptId}`),
    isResolved: (sessionId, requestId) => resolved.has(`${sessionId}/${requestId}`),
    isCreated: (sessionId) => created.has(sessionId),
    closedAt: (sessionId) => closed.get(sessionId),
  };
}
