import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { sessionId } from './fields.ts';

export const abortSession = defineTool({
  name: 'abort_session',
  title: 'Stop the running turn',
  description:
    'Stops the turn that runs in a live session, and nothing else: queued prompts go on and the session takes the ' +
    'next one. To end its process use dispose_session.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ session_id: sessionId }),
  output: z.strictObject({
    aborted: z.boolean().describe('Whether a turn was running.'),
    queued: z.int().describe('Prompts that still wait for their turn.'),
  }),
  main: 'session_id',
  run: (args, context) => context.services.sessions.abort(args.session_id, toCaller(context)),
});
