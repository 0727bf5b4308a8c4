import type { Transcripts } from '../claude/transcripts/transcripts.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { createRegistry } from '../tools/registry.ts';
import type { Services } from '../tools/services.ts';
import { type SessionCallers, withSessionCallers } from '../tools/session-callers.ts';
import type { AnyTool } from '../tools/tool.ts';
import type { Events } from './create-events.ts';
import { logCall } from './log-call.ts';

export interface CallsOptions {
  readonly tools: readonly AnyTool[];
  readonly services: Services;
  readonly events: Events;
  readonly transcripts: Pick<Transcripts, 'find'>;
  readonly logger: Logger;
  readonly ids: Ids;
}

/** Returns the operations over the services: observed, and judged by the session that a call comes from inside of. */
export function createCalls({ tools, services, events, transcripts, logger, ids }: CallsOptions): SessionCallers {
  const { sessions, hooks } = services;
  const registry = createRegistry({
    tools,
    services,
    logger,
    ids,
    now: () => performance.now(),
    observeStart: events.callStarted,
    observe(call) {
      events.callFinished(call);
      logCall(logger, call);
    },
  });
  return withSessionCallers(
    registry,
    (toolUseId) => sessions.findSessionOfToolUse(toolUseId),
    async (id) => {
      if (sessions.isLive(id) || hooks.isSeen(id)) return true;
      return (await transcripts.find(id)) !== undefined || (await isKnown(sessions, id));
    },
  );
}

function isKnown(sessions: Services['sessions'], sessionId: string): Promise<boolean> {
  const nothing = { limit: 1, include: new Set<never>(), maxBytes: 1024 };
  return sessions.getSession(sessionId, nothing).then(
    () => true,
    () => false,
  );
}
