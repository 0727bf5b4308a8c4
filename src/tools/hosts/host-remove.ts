import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { deleteNotes, hostName } from './fields.ts';
import { removedHolder, showRemoved } from './removed-holder.ts';

export const hostRemove = defineTool({
  name: 'host_remove',
  title: 'Remove a host',
  description:
    'Removes a host: its key is refused at once. The notes of its own space stay on file, for whoever has that name ' +
    'next, unless delete_notes is true.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ name: hostName, delete_notes: deleteNotes.optional() }),
  output: removedHolder,
  main: 'name',
  run: async ({ name, delete_notes: isCleared }, { services }) =>
    showRemoved(await services.hosts.holders.remove('host', name, { deleteNotes: isCleared })),
});
