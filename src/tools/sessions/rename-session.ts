import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { sessionId, title } from './fields.ts';
import { sessionId as sessionUuid } from './results.ts';

export const renameSession = defineTool({
  name: 'rename_session',
  title: 'Rename a session',
  description: 'Gives a session another title in codez; its transcript is not changed.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ session_id: sessionId, title }),
  output: z.strictObject({ session_id: sessionUuid, title: z.string().describe('The title it has now.') }),
  async run({ session_id: id, title }, context) {
    const session = await context.services.sessions.update(id, { title }, toCaller(context));
    return { session_id: session.session_id, title: session.title };
  },
});
