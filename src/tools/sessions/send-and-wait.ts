import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { timeoutMs } from './fields.ts';
import { promptArguments, toSendPrompt } from './prompt-arguments.ts';
import { promptObject, toPrompt } from './prompts.ts';
import { reportTurn } from './report-turn.ts';
import { eventCursor } from './results.ts';

export const sendAndWait = defineTool({
  name: 'send_and_wait',
  title: 'Send a prompt and wait',
  description:
    'Sends a prompt and returns the answer of this very turn. When timed_out is true the turn goes on: look with ' +
    'get_prompt, or call again with the same prompt_id to wait on. State waiting: it asks for something, see ' +
    'list_permissions. Use send_prompt where you do not want to wait.',
  group: 'sessions',
  scope: 'sessions',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({ ...promptArguments, timeout_ms: timeoutMs }),
  output: z.strictObject({
    prompt: promptObject.describe('The prompt and what became of it so far.'),
    timed_out: z.boolean().describe('True when the time was over before the turn.'),
    cursor: eventCursor,
  }),
  main: 'text',
  aliases: { prompt: 'text' },
  async run({ timeout_ms: timeoutMs, ...args }, context) {
    const { sessions, events } = context.services;
    const stop = reportTurn(events, args.session_id, context.progress);
    try {
      const { prompt_id: promptId } = await sessions.prompt(toSendPrompt(args), toCaller(context));
      const { prompt, timedOut, cursor } = await sessions.waitForPrompt(
        args.session_id,
        promptId,
        timeoutMs,
        context.signal,
      );
      return { prompt: toPrompt(prompt), timed_out: timedOut, cursor };
    } finally {
      stop();
    }
  },
});
