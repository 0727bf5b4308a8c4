import { z } from 'zod';
import { spaceName } from '../hosts/fields.ts';
import { defineTool } from '../tool.ts';

export const spaceRemove = defineTool({
  name: 'space_remove',
  title: 'Remove a shared space',
  description:
    'Removes a shared space that nobody has a right to and that holds no notes. With force any: the rights to it are ' +
    'withdrawn and its notes are deleted.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    name: spaceName,
    force: z.boolean().optional().describe('True: withdraw the rights to it and delete its notes.'),
  }),
  output: z.strictObject({
    name: z.string().describe('Its name.'),
    removed: z.literal(true).describe('It is removed.'),
    withdrawn: z.array(z.string()).describe('Who had a right to it, as host:NAME or user:NAME.'),
    notes_deleted: z.int().describe('Notes that were deleted.'),
  }),
  main: 'name',
  async run({ name, force }, { services }) {
    const { withdrawn, notesDeleted } = await services.hosts.spaces.remove(name, { force });
    return { name, removed: true as const, withdrawn: [...withdrawn], notes_deleted: notesDeleted };
  },
});
