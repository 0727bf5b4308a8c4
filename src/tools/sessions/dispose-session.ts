import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { sessionId } from './fields.ts';

export const disposeSession = defineTool({
  name: 'dispose_session',
  title: 'End a session’s process',
  description:
    'Ends the process of a live session and everything it started, within 10 s. The transcript stays, and the next ' +
    'send_prompt resumes the session. To stop only the running turn use abort_session.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ session_id: sessionId }),
  output: z.strictObject({ disposed: z.boolean().describe('Whether there was a process to end.') }),
  main: 'session_id',
  run: (args, context) => context.services.sessions.dispose(args.session_id, toCaller(context)),
});
