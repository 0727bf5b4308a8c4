import { z } from 'zod';
import { deleteNotes, userName } from '../hosts/fields.ts';
import { removedHolder, showRemoved } from '../hosts/removed-holder.ts';
import { defineTool } from '../tool.ts';

export const userRemove = defineTool({
  name: 'user_remove',
  title: 'Remove a user',
  description:
    'Removes a user: their key and tokens are refused at once. The notes of their own space stay on file, for whoever ' +
    'has that name next, unless delete_notes is true.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ name: userName, delete_notes: deleteNotes.optional() }),
  output: removedHolder,
  main: 'name',
  run: async ({ name, delete_notes: isCleared }, { services }) =>
    showRemoved(await services.hosts.holders.remove('user', name, { deleteNotes: isCleared })),
});
