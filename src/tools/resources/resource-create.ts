import { z } from 'zod';
import { checkContent } from '../../memories/note-rules.ts';
import { defineTool } from '../tool.ts';
import { resource, text, toResource, uri } from './fields.ts';
import { parseNoteUri } from './resource-uri.ts';

export const resourceCreate = defineTool({
  name: 'resource_create',
  title: 'Create a resource',
  description:
    'Stores a new text under a memory:// address and returns the resource; fails with conflict when it exists. ' +
    'It is a note too: memory_search finds it.',
  group: 'resources',
  scope: 'resources',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ uri, text }),
  output: z.strictObject({ resource }),
  main: 'uri',
  aliases: { content: 'text' },
  async run({ uri, text }, { services, principal }) {
    const address = parseNoteUri(uri);
    checkContent(text, 'text');
    const { memory } = await services.memories.store({ ...address, content: text, ifVersion: 0 }, principal);
    return { resource: toResource(memory, principal.spaces.own) };
  },
});
