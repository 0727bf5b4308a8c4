import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { expiresIn, ID_ALIASES, id, ifVersion, metadata, space, tags } from './fields.ts';
import { memory, toResult } from './results.ts';

export const memoryStore = defineTool({
  name: 'memory_store',
  title: 'Store a note',
  description:
    'Stores a note durably and returns it with its id and version. An existing id is replaced: tags and metadata ' +
    'that are not given stay. Storing the same again answers unchanged. Use memory_append for a series of notes on one subject.',
  group: 'memory',
  scope: 'memory',
  // Only a note whose id the caller names is replaced; called destructive, Codex would refuse it when nobody watches.
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    content: z.string().describe('The text: 1 to 32,000 characters besides surrounding white space, stored exactly.'),
    id: id.optional().describe('Id to store under, 1 to 128 of A-Z a-z 0-9 . _ : -; without it a new UUID is made.'),
    tags,
    metadata,
    if_version: ifVersion,
    expires_in: expiresIn,
    space,
  }),
  output: z.strictObject({
    status: z.enum(['created', 'updated', 'unchanged']).describe('What became of the note.'),
    id: z.string().describe('Id of the note.'),
    memory: memory.describe('The note as it is now stored.'),
  }),
  main: 'content',
  aliases: { ...ID_ALIASES, text: 'content' },
  async run({ if_version: ifVersion, expires_in: expiresInSeconds, ...note }, { services, principal }) {
    const { status, memory } = await services.memories.store({ ...note, ifVersion, expiresInSeconds }, principal);
    return { status, id: memory.id, memory: toResult(memory) };
  },
});
