import type { SessionEvent } from '../../sessions/events/event.ts';
import type { EventLog } from '../../sessions/events/event-log.ts';
import type { Progress } from '../tool.ts';

/** Reports what happens in a session, step by step, until the returned function is called. */
export function reportTurn(events: EventLog, sessionId: string, report: (step: Progress) => void): () => void {
  let steps = 0;
  return events.subscribe((logged) => {
    for (const { event } of logged) {
      const message = event.session_id === sessionId ? describe(event) : undefined;
      if (message !== undefined) report({ progress: ++steps, message });
    }
  });
}

/** Fixed words and names of tools only: never what was said. */
function describe(event: SessionEvent): string | undefined {
  switch (event.type) {
    case 'prompt.started':
      return 'a turn has begun';
    case 'prompt.finished':
      return `a turn has ended: ${event.state}`;
    case 'tool.started':
      return `running ${event.tool}`;
    case 'permission.requested':
      return `waiting for an answer: ${event.kind}, ${event.tool}`;
    case 'permission.resolved':
      return `answered: ${event.behavior}`;
    case 'session.error':
      return 'the session has failed';
    default:
      return undefined;
  }
}
