import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { ID_ALIASES, id, ifVersion, space } from './fields.ts';

export const memoryDelete = defineTool({
  name: 'memory_delete',
  title: 'Delete a note',
  description: 'Deletes the note with this id for good. Answers deleted, or missing when there is none.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ id, if_version: ifVersion, space }),
  output: z.strictObject({
    status: z.enum(['deleted', 'missing']).describe('What became of the note.'),
    id: z.string().describe('The id asked for.'),
  }),
  main: 'id',
  aliases: ID_ALIASES,
  async run({ id, if_version: ifVersion, space }, { services, principal }) {
    const deleted = await services.memories.delete(id, principal, { space, ifVersion });
    return { status: deleted ? ('deleted' as const) : ('missing' as const), id };
  },
});
