import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isMoment } from './period.ts';

/** Arguments that several session tools share, each described once. */

const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
const SLUG = /^[A-Za-z0-9-]{1,255}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
/** A word of a command line that cannot be taken for an option. */
const WORD = /^[A-Za-z0-9][A-Za-z0-9._:@/[\]-]{0,199}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a name must not hold
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Milliseconds a waiting tool takes by default: below the 60 s that clients give a call. */
const DEFAULT_WAIT_MS = 50_000;
const MAX_WAIT_MS = 600_000;

/** Returns the schema of a UUID; upper case is taken for lower case. */
export function uuid(): z.ZodString {
  return z.string().regex(UUID, 'must be a UUID, e.g. 0b7e6c1e-4d0a-4c55-9c0b-2f4f0f6f9a11').toLowerCase();
}

/** Returns the schema of an id that is no session's: a prompt's, a message's, a request's. */
export function name(): z.ZodString {
  return z.string().regex(NAME, 'must begin with a letter or digit and be 1 to 128 of A-Z a-z 0-9 . _ : -');
}

/** Returns the schema of one line of text, with `max` characters at most. */
export function line(max: number): z.ZodString {
  return z
    .string()
    .max(max)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine((text) => !CONTROL.test(text), 'must be one line without control characters');
}

/** Returns the schema of a word for Claude Code's command line: a model, a level. */
export function word(): z.ZodString {
  return z.string().regex(WORD, 'must begin with a letter or digit and hold only A-Z a-z 0-9 . _ : @ / [ ] -');
}

/** Returns the schema of a text of at most `max` bytes of UTF-8. */
export function text(max: number): z.ZodString {
  return z
    .string()
    .max(max, `must be at most ${max} bytes`)
    .refine((value) => value.length * 3 <= max || Buffer.byteLength(value) <= max, `must be at most ${max} bytes`);
}

/** Returns the schema of an absolute path. */
export function folder(): z.ZodString {
  return z
    .string()
    .max(4096)
    .refine((path) => isAbsolute(path), 'must be an absolute path')
    .refine((path) => !CONTROL.test(path), 'must not hold control characters');
}

export const sessionId = uuid().describe('The Claude Code session: its UUID, as list_sessions shows it.');

export const slug = z
  .string()
  .regex(SLUG, 'must be 1 to 255 of the characters A-Z a-z 0-9 -')
  .describe('A project: its slug, as list_projects shows it.');

export const sessionSlug = slug.optional().describe('Project of the session; needed only to find it faster.');

export const promptId = name().describe('The prompt: prompt_id as send_prompt returned it.');

export const newPromptId = name()
  .optional()
  .describe('A fresh name of your own, e.g. a UUID: sending it twice runs the prompt once. Made when left out.');

export const prompt = text(1024 * 1024)
  .refine((value) => value.trim() !== '', 'must not be empty')
  .describe('What Claude is to do: 1 byte to 1 MiB of text.');

export const queue = z
  .boolean()
  .optional()
  .describe('When all processes are busy: true waits for a place, false (default) answers busy.');

export const title = line(200).describe('Title shown for the session, 1 to 200 characters; kept by codez.');

export const labels = z
  .array(line(64))
  .max(32)
  .describe('Labels to find the session by: up to 32, 1 to 64 characters each.');

export const timeoutMs = z
  .int()
  .min(0)
  .max(MAX_WAIT_MS)
  .default(DEFAULT_WAIT_MS)
  .describe('Milliseconds to wait at most, 0 to 600000; 50000 by default, since many clients give up after 60 s.');

export const cursor = z
  .string()
  .max(4096)
  .optional()
  .describe('next_cursor of the page before; without it the first page.');

/** A date or a time, as {@link parsePeriod} takes it. */
export const moment = z
  .string()
  .max(40)
  .refine(isMoment, 'must be a date, e.g. 2026-01-31, or a time with its offset, e.g. 2026-01-31T08:00:00Z');
