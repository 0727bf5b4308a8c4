import { z } from 'zod';
import { cursor, searchedSpace } from '../memory/fields.ts';
import { paging, toPaging } from '../memory/results.ts';
import { defineTool } from '../tool.ts';
import { MIME_TYPE } from './fields.ts';
import { toNoteUri } from './resource-uri.ts';

export const resourceList = defineTool({
  name: 'resource_list',
  title: 'List resources',
  description:
    'Returns the addresses of all notes you may read, newest first, paged: uri, name (the id), who wrote it and when. ' +
    'Read one with resource_read; use memory_search to find notes by their words.',
  group: 'resources',
  scope: 'resources',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    cursor,
    limit: z.int().min(1).max(200).default(50).describe('Rows at most, 1 to 200; 50 by default.'),
    space: searchedSpace,
  }),
  output: z.strictObject({
    resources: z
      .array(
        z.strictObject({
          uri: z.string().describe('Address of the resource.'),
          name: z.string().describe('Id of the note behind it.'),
          description: z.string().describe('Who wrote it and when.'),
          mimeType: z.string().describe('Always text/plain.'),
        }),
      )
      .describe('The resources, newest first.'),
    next_cursor: paging.next_cursor,
  }),
  async run({ cursor, limit, space }, { services, principal }) {
    const page = await services.memories.search({ query: '', limit, cursor, space }, principal);
    const resources = page.matches.map((note) => ({
      uri: toNoteUri(note, principal.spaces.own),
      name: note.id,
      description: `Note written by ${note.host} at ${note.updated_at}`,
      mimeType: MIME_TYPE,
    }));
    return { resources, ...toPaging(page) };
  },
});
