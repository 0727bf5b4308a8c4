import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { labels, sessionId } from './fields.ts';
import { sessionId as sessionUuid } from './results.ts';

export const labelSession = defineTool({
  name: 'label_session',
  title: 'Label a session',
  description: 'Replaces the labels of a session; [] takes all away. Find sessions by label with list_sessions.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ session_id: sessionId, labels }),
  output: z.strictObject({ session_id: sessionUuid, labels: z.array(z.string()).describe('The labels it has now.') }),
  async run({ session_id: id, labels }, context) {
    const change = { labels: [...new Set(labels)] };
    const session = await context.services.sessions.update(id, change, toCaller(context));
    return { session_id: session.session_id, labels: [...session.labels] };
  },
});
