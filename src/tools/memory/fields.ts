import { z } from 'zod';
import { MAX_EXPIRES_IN_SECONDS, MAX_QUERY_CHARACTERS, NOTE_ID, RESOURCE_ID } from '../../memories/note-rules.ts';

/** Arguments that several memory and resource tools share, each described once. */

/** Other names under which clients send an id. */
export const ID_ALIASES = { memory_id: 'id', key: 'id' } as const;

export const id = z
  .string()
  .regex(NOTE_ID, 'must be 1 to 128 of the characters A-Z a-z 0-9 . _ : -')
  .describe('Id of the note: 1 to 128 of the characters A-Z a-z 0-9 . _ : -, letter case counts.');

export const resourceId = z
  .string()
  .regex(RESOURCE_ID, 'must be 1 to 119 of the characters A-Z a-z 0-9 . _ : -')
  .describe('What the notes are about, e.g. incident-42: 1 to 119 of the characters A-Z a-z 0-9 . _ : -.');

export const space = z
  .string()
  .min(1)
  .max(128)
  .optional()
  .describe('A shared space that you may use; without it your own space.');

export const searchedSpace = z
  .string()
  .min(1)
  .max(128)
  .optional()
  .describe('Look in this space only; without it in all spaces you may read.');

export const tags = z
  .array(z.string())
  .max(1_000)
  .optional()
  .describe('Up to 32 tags of 1 to 64 characters each; trimmed, duplicates dropped without regard to case.');

export const tagFilter = z
  .array(z.string())
  .max(64)
  .optional()
  .describe('Only notes that have all of these tags; letter case does not count (but in resource:{id} it does).');

export const metadata = z
  .record(z.string(), z.unknown())
  .optional()
  .describe('A JSON object kept with the note, at most 16 KiB; {} empties it.');

export const ifVersion = z
  .int()
  .min(0)
  .optional()
  .describe(
    "Go on only if the note is at this version (0: does not exist yet). Needed for others' notes in shared spaces.",
  );

export const expiresIn = z
  .int()
  .min(1)
  .max(MAX_EXPIRES_IN_SECONDS)
  .optional()
  .describe('Seconds after which the note is gone, up to ten years; without it the note stays until it is deleted.');

export const query = z
  .string()
  .max(MAX_QUERY_CHARACTERS)
  .describe(
    'Words that must all occur in content, id or tags; the last one may be a beginning. Up to 1,000 characters.',
  );

export const cursor = z
  .string()
  .max(16_384)
  .optional()
  .describe('next_cursor of the page before; without it the first page.');
