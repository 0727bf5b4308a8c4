import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { resourceId, space, tags } from './fields.ts';
import { memory, toResult } from './results.ts';

export const memoryAppend = defineTool({
  name: 'memory_append',
  title: 'Append a note to a resource',
  description:
    'Stores a new note about a resource (an incident, a project, a machine, ...) under the id {resource_id}:{8 hex}, ' +
    'tagged resource:{resource_id}, and returns it. Read them back with memory_list or memory_query.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    resource_id: resourceId,
    text: z.string().describe('The text: 1 to 32,000 characters besides surrounding white space, stored exactly.'),
    tags,
    space,
  }),
  output: z.strictObject({
    status: z.enum(['created']).describe('A new note was stored.'),
    id: z.string().describe('Id of the note.'),
    memory: memory.describe('The note as stored.'),
  }),
  main: 'text',
  aliases: { content: 'text' },
  async run({ resource_id: resourceId, ...note }, { services, principal }) {
    const memory = await services.memories.append({ resourceId, ...note }, principal);
    return { status: 'created' as const, id: memory.id, memory: toResult(memory) };
  },
});
