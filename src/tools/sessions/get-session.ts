import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { cursor, sessionId, sessionSlug } from './fields.ts';
import { messages, toMessage } from './messages.ts';
import { MAX_ROWS_BYTES, nextCursor, session, toSession } from './results.ts';

const EXTRAS = ['thinking', 'tool_results', 'subagents', 'system'] as const;

export const getSession = defineTool({
  name: 'get_session',
  title: 'Read a session',
  description:
    'Returns a session and its newest messages; next_cursor leads to older ones. Texts and tool calls are there, ' +
    'include adds thinking, tool results, sub-agents and system notes. To follow a running one use poll_events.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    session_id: sessionId,
    slug: sessionSlug,
    limit: z.int().min(1).max(500).default(50).describe('Messages at most, 1 to 500; 50 by default.'),
    cursor,
    include: z
      .array(z.enum(EXTRAS))
      .max(EXTRAS.length)
      .default([])
      .describe('What else to show: thinking, tool_results, subagents, system.'),
  }),
  output: z.strictObject({
    session: session.describe('The session.'),
    messages,
    next_cursor: nextCursor,
  }),
  main: 'session_id',
  async run({ session_id: id, include, ...rest }, { services }) {
    const options = { ...rest, include: new Set(include), maxBytes: MAX_ROWS_BYTES };
    const { session, messages, nextCursor } = await services.sessions.getSession(id, options);
    return {
      session: toSession(session),
      messages: messages.map(toMessage),
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    };
  },
});
