import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { promptId, sessionId } from './fields.ts';
import { promptShape, toPrompt } from './prompts.ts';

export const getPrompt = defineTool({
  name: 'get_prompt',
  title: 'Look at a prompt',
  description:
    'Returns what became of a prompt: its state and, when it has ended, the answer or the error, tokens and cost. ' +
    'Kept for 7 days. To wait for it use wait_for_idle or poll_events.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ session_id: sessionId, prompt_id: promptId }),
  output: z.strictObject(promptShape),
  run: ({ session_id: sessionId, prompt_id: promptId }, { services }) =>
    toPrompt(services.sessions.getPrompt(sessionId, promptId)),
});
