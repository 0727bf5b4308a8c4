import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { promptArguments, toSendPrompt } from './prompt-arguments.ts';
import { eventCursor } from './results.ts';

export const sendPrompt = defineTool({
  name: 'send_prompt',
  title: 'Send a prompt',
  description:
    'Sends a prompt to a session and returns at once: a live session takes it as its next turn, an idle one is ' +
    'resumed. Watch with poll_events(cursor) or ask get_prompt. To wait for the answer use send_and_wait.',
  group: 'sessions',
  scope: 'sessions',
  // The turn may change files, run commands and use the network, as far as the permission mode goes.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject(promptArguments),
  output: z.strictObject({
    prompt_id: z.string().describe('The prompt, for get_prompt.'),
    via: z.enum(['live', 'resume', 'channel']).describe('How it reaches the session.'),
    cursor: eventCursor,
  }),
  main: 'text',
  aliases: { prompt: 'text' },
  run: (args, context) => context.services.sessions.prompt(toSendPrompt(args), toCaller(context)),
});
