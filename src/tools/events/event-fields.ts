import { z } from 'zod';

/** Fields that events of several types share, each described once. */

export const at = z.iso.datetime().describe('When it was taken, ISO 8601 UTC.');

export const cut = z
  .literal(true)
  .optional()
  .describe('Present when a long text was cut; the transcript has all of it.');

export const messageId = z.string().describe('The message, as get_session shows it.');

export const model = z.string().describe('Model that answers.');

export const parentToolUseId = z.string().optional().describe('Tool use of the sub-agent that speaks; absent else.');

export const promptId = z.string().describe('The prompt, as send_prompt returned it.');

export const role = z.enum(['user', 'assistant']).describe('Whose message it is.');

export const toolUseId = z.string().describe('The use of the tool; the same in tool.started and tool.finished.');

export const usage = z
  .strictObject({
    input: z.number().describe('Tokens read anew.'),
    output: z.number().describe('Tokens written.'),
    cache_read: z.number().describe('Tokens read from the cache.'),
    cache_write: z.number().describe('Tokens written to the cache.'),
  })
  .describe('Tokens used.');

export const promptError = z
  .strictObject({
    code: z
      .enum(['rate_limited', 'usage_limit', 'overloaded', 'auth', 'context_full', 'budget', 'process_exit', 'other'])
      .describe('What kind of failure it is.'),
    message: z.string().describe('What happened.'),
    retry_at: z.string().optional().describe('When to try again, ISO 8601 UTC.'),
  })
  .describe('Why it failed.');

const text = { text: z.string().describe('The text.'), truncated: cut };

export const messagePart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text').describe('Text.'), ...text }),
  z.strictObject({ type: z.literal('thinking').describe('Thinking.'), ...text }),
  z.strictObject({
    type: z.literal('tool_use').describe('A tool is used.'),
    tool_use_id: toolUseId,
    tool: z.string().describe('Name of the tool.'),
    input: z.unknown().describe('What it is run with.'),
    state: z.enum(['pending', 'completed', 'error']).describe('What became of it.'),
    truncated: cut,
  }),
  z.strictObject({
    type: z.literal('tool_result').describe('What a tool returned.'),
    tool_use_id: toolUseId,
    is_error: z.boolean().describe('Whether it failed.'),
    ...text,
  }),
  z.strictObject({
    type: z.literal('image').describe('An image.'),
    media_type: z.string().describe('Its media type.'),
    bytes: z.int().describe('Its size in bytes.'),
  }),
]);
