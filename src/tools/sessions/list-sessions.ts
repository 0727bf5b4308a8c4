import { z } from 'zod';
import type { ListSessions, SessionService } from '../../sessions/session-service.ts';
import { defineTool } from '../tool.ts';
import { cursor, line, slug } from './fields.ts';
import { MAX_ROWS_BYTES, nextCursor, session, toSession } from './results.ts';

export const listSessions = defineTool({
  name: 'list_sessions',
  title: 'List sessions',
  description:
    'Returns Claude Code sessions, newest first, of one project (slug) or all: title, folder, status, activity, ' +
    'labels, pending permissions. Read one with get_session, prompt one with send_prompt.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    slug: slug.optional(),
    status: z.enum(['live', 'mirror', 'idle']).optional().describe('Only sessions in this status.'),
    label: line(64).optional().describe('Only sessions that have this label.'),
    created_by: line(200).optional().describe('Only sessions made by this principal (kind:name), or terminal.'),
    archived: z.boolean().default(false).describe('true: only archived sessions; false (default): only the others.'),
    limit: z.int().min(1).max(500).default(50).describe('Rows at most, 1 to 500; 50 by default.'),
    cursor,
  }),
  output: z.strictObject({
    sessions: z.array(session).describe('The sessions.'),
    next_cursor: nextCursor,
  }),
  main: 'slug',
  async run({ created_by: createdBy, ...query }, { services }) {
    const page = await fittingPage(services.sessions, { ...query, createdBy });
    return {
      sessions: page.sessions.map(toSession),
      ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
    };
  },
});

/** A page too large for a result is asked for again with fewer rows: cursors do not depend on their number. */
async function fittingPage(sessions: SessionService, query: ListSessions): ReturnType<SessionService['listSessions']> {
  const page = await sessions.listSessions(query);
  const bytes = Buffer.byteLength(JSON.stringify(page.sessions));
  if (bytes <= MAX_ROWS_BYTES || page.sessions.length <= 1) return page;
  const limit = Math.max(1, Math.floor((page.sessions.length * MAX_ROWS_BYTES) / bytes / 2));
  return await fittingPage(sessions, { ...query, limit });
}
