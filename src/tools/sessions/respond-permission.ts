import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { line, sessionId, text } from './fields.ts';

const MAX_INPUT_BYTES = 1024 * 1024;
const MAX_ANSWERS = 32;

export const respondPermission = defineTool({
  name: 'respond_permission',
  title: 'Answer a permission request',
  description:
    'Allows or denies what a session asks for (list_permissions, or permission.requested of poll_events). Questions ' +
    'are answered with allow and answers, plans with allow or deny. The first answer wins, a second is a conflict.',
  group: 'sessions',
  scope: 'approve',
  // What is allowed is done: it may be anything a session can do.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    session_id: sessionId,
    request_id: line(200).describe('The request, as list_permissions shows it.'),
    behavior: z.enum(['allow', 'deny']).describe('Whether it may be done.'),
    message: text(16 * 1024)
      .optional()
      .describe('With deny: what Claude is told, 16 KiB at most.'),
    updated_input: z
      .record(z.string(), z.unknown())
      .refine((input) => Buffer.byteLength(JSON.stringify(input)) <= MAX_INPUT_BYTES, 'must be at most 1 MiB')
      .optional()
      .describe('With allow: input to run the tool with instead, whole; 1 MiB at most.'),
    always: z.boolean().optional().describe('With allow: allow this tool for the rest of this session.'),
    answers: z
      .record(z.string().max(4096), text(16 * 1024))
      .refine((answers) => Object.keys(answers).length <= MAX_ANSWERS, `must be at most ${MAX_ANSWERS}`)
      .optional()
      .describe('For kind question: question as asked → answer.'),
  }),
  output: z.strictObject({ resolved: z.boolean().describe('True when this answer counted.') }),
  run: ({ session_id: sessionId, request_id: requestId, updated_input: updatedInput, ...answer }, context) =>
    context.services.sessions.respond({ sessionId, requestId, updatedInput, ...answer }, toCaller(context)),
});
