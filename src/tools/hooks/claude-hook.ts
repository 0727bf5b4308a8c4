import { z } from 'zod';
import { parseHookEvent } from '../../sessions/hooks/hook-event.ts';
import { defineTool } from '../tool.ts';

export const claudeHook = defineTool({
  name: 'claude_hook',
  title: 'Take a hook of Claude Code',
  description:
    'Takes what a hook of Claude Code tells about a session in a terminal. For a permission request it returns the ' +
    'decision that was given through codez, as soon as there is one, or nothing when it was decided elsewhere.',
  group: 'admin',
  scope: 'hook',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    event: z.record(z.string(), z.unknown()).describe("The hook's body, as Claude Code sends it."),
  }),
  output: z.strictObject({
    decision: z
      .strictObject({
        behavior: z.enum(['allow', 'deny']).describe('Whether the tool may run.'),
        message: z.string().optional().describe('With deny: what Claude is told.'),
        updatedInput: z.record(z.string(), z.unknown()).optional().describe('With allow: input to run it with.'),
        updatedPermissions: z.array(z.unknown()).optional().describe('With allow: rules for the rest of the session.'),
      })
      .optional()
      .describe('The decision, in the words of Claude Code.'),
  }),
  maxResultBytes: 2 * 1024 * 1024,
  async run({ event }, { services, signal }) {
    const parsed = parseHookEvent(event);
    const decision = parsed === undefined ? undefined : await services.hooks.receive(parsed, signal);
    return decision === undefined ? {} : { decision };
  },
});
