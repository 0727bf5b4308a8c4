import type { EventType, SessionEvent } from './event.ts';
import type { EventFilter } from './event-log.ts';

/** Events that are kept in memory only: they tell of calls, and calls are in the server's log. */
export function isOfCall(type: EventType): boolean {
  return type === 'call.started' || type === 'call.finished';
}

/** Returns whether `filter` asks for `event`. */
export function matches({ sessionIds, types }: EventFilter, event: SessionEvent): boolean {
  if (types !== undefined && !types.has(event.type)) return false;
  return sessionIds === undefined || (event.session_id !== undefined && sessionIds.has(event.session_id));
}

/** Returns whether `filter` asks for events of calls. */
export function asksForCalls({ types }: EventFilter): boolean {
  return types === undefined || types.has('call.started') || types.has('call.finished');
}

/** Returns a text that is the same for filters that ask for the same. */
export function filterKey({ sessionIds, types }: EventFilter): string {
  const list = (values: ReadonlySet<string> | undefined): string =>
    values === undefined ? '*' : [...values].sort().join(',');
  return `${list(sessionIds)} ${list(types)}`;
}
