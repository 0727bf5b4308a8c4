import { z } from 'zod';
import { folder, line, text, word } from './fields.ts';

/** An argument of a program holds 128 KiB at most. */
const MAX_ARGUMENT_BYTES = 100 * 1024;

/** Rules by which tools are allowed or refused, as Claude Code writes them. */
export const toolRules = z
  .array(line(500).refine((rule) => !rule.trimStart().startsWith('-'), 'must not begin with -'))
  .max(100);

/** What create_session takes besides, handed on to Claude Code. */
export const sessionOptions = z
  .strictObject({
    effort: word().max(16).optional().describe('How much to think: low, medium, high, xhigh, max.'),
    append_system_prompt: text(MAX_ARGUMENT_BYTES)
      .refine((value) => !value.includes('\0'), 'must not hold NUL')
      .optional()
      .describe('Text behind the system prompt, 100 KiB at most.'),
    json_schema: z
      .record(z.string(), z.unknown())
      .refine((schema) => Buffer.byteLength(JSON.stringify(schema)) <= MAX_ARGUMENT_BYTES, 'must be at most 100 KiB')
      .optional()
      .describe('JSON Schema that the answer must satisfy, 100 KiB at most.'),
    add_dirs: z.array(folder()).max(16).optional().describe('Further folders it may work in, absolute; 16 at most.'),
    fallback_model: word().optional().describe('Model to use while the other one is overloaded.'),
  })
  .describe('Further settings of Claude Code.');
