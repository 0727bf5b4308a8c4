import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import type { SpaceStatus } from '../../hosts/space-service.ts';

export const shownSpace = z.strictObject({
  name: z.string().describe('Its name.'),
  created_at: z.string().describe('When it was added, ISO 8601 UTC.'),
  writers: z
    .array(z.string())
    .describe('Who may read and write in it, as host:NAME or user:NAME; the owner may as well.'),
  readers: z.array(z.string()).describe('Who may only read in it.'),
  notes: z.int().describe('Notes in it.'),
});

/** Returns what is shown of a shared space. */
export function showSpace({ space, writers, readers, notes }: SpaceStatus): z.input<typeof shownSpace> {
  const { name, created_at: createdAt } = space;
  return { name, created_at: toIso(createdAt), writers: [...writers], readers: [...readers], notes };
}
