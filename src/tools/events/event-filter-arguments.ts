import { z } from 'zod';
import { EVENT_TYPES, type EventType, QUIET_TYPES } from '../../sessions/events/event.ts';
import type { EventFilter } from '../../sessions/events/event-log.ts';
import { sessionId } from '../sessions/fields.ts';

/** Sessions one filter names at most. */
export const MAX_SESSIONS = 100;

/** Types that are told when none are named. */
const DEFAULT_TYPES: ReadonlySet<EventType> = new Set(EVENT_TYPES.filter((type) => !QUIET_TYPES.has(type)));

/** The arguments that say which events are wanted. */
export const filterArguments = {
  session_id: sessionId.optional().describe('Only events of this session (UUID); without it those of all.'),
  session_ids: z
    .array(sessionId)
    .max(MAX_SESSIONS)
    .optional()
    .describe(`Only events of these sessions (UUIDs), up to ${MAX_SESSIONS}.`),
  types: z
    .array(z.enum(EVENT_TYPES))
    .max(EVENT_TYPES.length)
    .optional()
    .describe('Only events of these types; without it all but message.delta, usage.updated and call.*.'),
};

/** Returns the filter that these arguments mean. */
export function toFilter(given: {
  readonly session_id?: string | undefined;
  readonly session_ids?: readonly string[] | undefined;
  readonly types?: readonly EventType[] | undefined;
}): EventFilter {
  const ids = [...(given.session_id === undefined ? [] : [given.session_id]), ...(given.session_ids ?? [])];
  return {
    ...(ids.length === 0 ? {} : { sessionIds: new Set(ids) }),
    types: given.types === undefined || given.types.length === 0 ? DEFAULT_TYPES : new Set(given.types),
  };
}
