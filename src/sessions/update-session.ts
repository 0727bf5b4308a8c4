import { readSession } from './listing/read-sessions.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionInfo } from './session-info.ts';
import type { SessionService } from './session-service.ts';

/**
 * Changes what codez keeps of a session beside its transcript.
 * @throws CodezError `not_found`
 */
export async function updateSession(
  context: SessionContext,
  sessionId: string,
  change: Parameters<SessionService['update']>[1],
): Promise<SessionInfo> {
  await readSession(context, sessionId);
  const known = context.records.get(sessionId) ?? { session_id: sessionId, created_at: 0 };
  const made = {
    ...(change.title === undefined ? {} : { title: change.title }),
    ...(change.labels === undefined ? {} : { labels: [...new Set(change.labels)] }),
    ...(change.archived === undefined ? {} : { archived: change.archived }),
  };
  await context.records.keep(sessionId, {
    ...known,
    ...made,
    ...(change.title === undefined ? {} : { titled_at: context.clock() }),
  });
  context.tell(sessionId, { type: 'session.updated', ...made });
  return await readSession(context, sessionId);
}
