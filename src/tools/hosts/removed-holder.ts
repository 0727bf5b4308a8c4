import { z } from 'zod';
import type { RemovedHolder } from '../../hosts/holder-service.ts';

export const removedHolder = z.strictObject({
  name: z.string().describe('Its name.'),
  removed: z.literal(true).describe('It is removed; its key is refused.'),
  space: z.string().describe('Its own space.'),
  notes_kept: z.int().describe('Notes of that space that stay on file, for whoever has that name next.'),
  notes_deleted: z.int().describe('Notes of that space that were deleted.'),
});

/** Returns what is shown of a host or user that was removed. */
export function showRemoved(done: RemovedHolder): z.input<typeof removedHolder> {
  const { name, space, notesKept, notesDeleted } = done;
  return { name, removed: true, space, notes_kept: notesKept, notes_deleted: notesDeleted };
}
