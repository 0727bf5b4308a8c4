import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { cursor, resourceId, searchedSpace } from './fields.ts';
import { count, MAX_ROWS_BYTES, matches, paging, toRows } from './results.ts';

export const memoryList = defineTool({
  name: 'memory_list',
  title: "List a resource's notes",
  description:
    'Returns the notes of one resource (made by memory_append, or tagged resource:{resource_id}), newest first, paged. ' +
    'Use memory_query to find some of them by words.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    resource_id: resourceId,
    top_k: z.int().min(1).max(100).default(20).describe('Rows at most, 1 to 100; 20 by default.'),
    cursor,
    space: searchedSpace,
  }),
  output: z.strictObject({
    resource_id: z.string().describe('The resource asked about.'),
    count,
    matches,
    ...paging,
  }),
  main: 'resource_id',
  async run({ resource_id: resource, top_k: limit, cursor, space }, { services, principal }) {
    const query = { query: '', resource, limit, cursor, space, maxBytes: MAX_ROWS_BYTES };
    return { resource_id: resource, ...toRows(await services.memories.search(query, principal)) };
  },
});
