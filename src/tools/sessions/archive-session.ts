import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { sessionId } from './fields.ts';
import { sessionId as sessionUuid } from './results.ts';

export const archiveSession = defineTool({
  name: 'archive_session',
  title: 'Archive a session',
  description:
    'Takes a session out of list_sessions, or back in; there it is listed with archived=true alone. Nothing is ' +
    'deleted and nothing is ended.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    session_id: sessionId,
    archived: z.boolean().default(true).describe('true (default) archives it, false takes it back.'),
  }),
  output: z.strictObject({ session_id: sessionUuid, archived: z.boolean().describe('Whether it is archived now.') }),
  main: 'session_id',
  async run({ session_id: id, archived }, context) {
    const session = await context.services.sessions.update(id, { archived }, toCaller(context));
    return { session_id: session.session_id, archived: session.archived };
  },
});
