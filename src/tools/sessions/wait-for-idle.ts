import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { timeoutMs, uuid } from './fields.ts';
import { promptObject, toPrompt } from './prompts.ts';
import { activity, eventCursor, MAX_ROWS_BYTES, sessionId } from './results.ts';

const MAX_SESSIONS = 50;
/** What a session's row has besides its result text, at most. */
const ROW_BYTES = 3 * 1024;

export const waitForIdle = defineTool({
  name: 'wait_for_idle',
  title: 'Wait for sessions',
  description:
    'Waits until any or all of the sessions have nothing running, queued or waiting for an answer, and returns each ' +
    'with its last prompt. When timed_out is true, call again. For one prompt use send_and_wait.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  isQuiet: true,
  input: z.strictObject({
    session_ids: z
      .array(uuid())
      .min(1)
      .max(MAX_SESSIONS)
      .describe(`The sessions: UUIDs as list_sessions shows them, 1 to ${MAX_SESSIONS}.`),
    until: z
      .enum(['any', 'all'])
      .default('all')
      .describe('any: until one of them is idle; all (default): until every one is.'),
    timeout_ms: timeoutMs,
  }),
  output: z.strictObject({
    sessions: z
      .array(
        z.object({
          session_id: sessionId,
          activity,
          last_prompt: promptObject.optional().describe('The prompt sent last; absent when codez knows none.'),
        }),
      )
      .describe('The sessions, in the order asked for.'),
    timed_out: z.boolean().describe('True when the time was over before.'),
    cursor: eventCursor,
  }),
  async run({ session_ids: ids, until, timeout_ms: timeoutMs }, { services, signal }) {
    const distinct = [...new Set(ids)];
    const waited = await services.sessions.waitForIdle(distinct, until, timeoutMs, signal);
    const textBytes = Math.floor(MAX_ROWS_BYTES / distinct.length) - ROW_BYTES;
    const sessions = waited.sessions.map(({ last_prompt: prompt, ...session }) => ({
      ...session,
      ...(prompt === undefined ? {} : { last_prompt: toPrompt(prompt, textBytes) }),
    }));
    return { sessions, timed_out: waited.timedOut, cursor: waited.cursor };
  },
});
