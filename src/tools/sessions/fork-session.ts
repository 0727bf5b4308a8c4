import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { name, sessionId, sessionSlug, title } from './fields.ts';
import { eventCursor, sessionId as forked } from './results.ts';

export const forkSession = defineTool({
  name: 'fork_session',
  title: 'Fork a session',
  description:
    'Makes a new session that knows all of another one, or its part up to message_id, and returns its session_id. ' +
    'The source stays as it is. Go on with send_prompt to the new one.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    session_id: sessionId,
    slug: sessionSlug,
    message_id: name().optional().describe('Last message to take over, as get_session shows it; all when left out.'),
    title: title.optional(),
  }),
  output: z.strictObject({
    session_id: forked.describe('UUID of the new session.'),
    forked_from: z.string().describe('UUID of the source.'),
    cursor: eventCursor,
  }),
  main: 'session_id',
  run: ({ session_id: sessionId, message_id: messageId, ...rest }, context) =>
    context.services.sessions.fork({ sessionId, messageId, ...rest }, toCaller(context)),
});
