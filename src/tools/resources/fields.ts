import { z } from 'zod';
import { CodezError } from '../../core/errors.ts';
import type { Memory } from '../../memories/memory-service.ts';
import { toNoteUri } from './resource-uri.ts';

/** Arguments and results that several resource tools share. */

export const MIME_TYPE = 'text/plain';

export const uri = z
  .string()
  .max(2_048)
  .describe('memory://{id} for a note of your own space (id percent-encoded), memory://{space}/{id} for a shared one.');

export const text = z
  .string()
  .describe('The text: 1 to 32,000 characters besides surrounding white space, stored exactly.');

export const resource = z
  .strictObject({
    uri: z.string().describe('Address of the resource.'),
    name: z.string().describe('Id of the note behind it.'),
    mimeType: z.string().describe('Always text/plain.'),
    version: z.int().describe('1 for a new one, one more with each change.'),
  })
  .describe('The resource as it is now stored.');

/** Returns a stored note as the resource it is. */
export function toResource(note: Memory, ownSpace: string): z.input<typeof resource> {
  return { uri: toNoteUri(note, ownSpace), name: note.id, mimeType: MIME_TYPE, version: note.version };
}

/** Returns the error of a resource that does not exist, or may not be read. */
export function resourceMissing(uri: string): CodezError {
  return new CodezError(
    'not_found',
    `There is no resource ${JSON.stringify(uri.slice(0, 256))}`,
    'List the resources to see what there is.',
  );
}
