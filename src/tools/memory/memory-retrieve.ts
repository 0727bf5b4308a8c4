import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { ID_ALIASES, id, space } from './fields.ts';
import { memory, toResult } from './results.ts';

export const memoryRetrieve = defineTool({
  name: 'memory_retrieve',
  title: 'Read a note',
  description:
    'Returns the note with this id, or status missing. Use it when you know the id; use memory_search to find notes by words or tags.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ id, space }),
  output: z.strictObject({
    status: z.enum(['found', 'missing']).describe('Whether there is such a note.'),
    id: z.string().describe('The id asked for.'),
    memory: memory.optional().describe('The note; absent when missing.'),
  }),
  main: 'id',
  aliases: ID_ALIASES,
  run({ id, space }, { services, principal }) {
    const note = services.memories.retrieve(id, principal, space);
    if (note === undefined) return { status: 'missing' as const, id };
    return { status: 'found' as const, id, memory: toResult(note) };
  },
});
