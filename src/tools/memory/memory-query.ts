import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { query, resourceId, searchedSpace } from './fields.ts';
import { count, MAX_ROWS_BYTES, matches, paging, toRows } from './results.ts';

export const memoryQuery = defineTool({
  name: 'memory_query',
  title: "Search a resource's notes",
  description:
    'Returns the notes of one resource (made by memory_append, or tagged resource:{resource_id}) that contain every ' +
    'word of the query, most relevant first. Use memory_list for all of them, memory_search to look everywhere.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    resource_id: resourceId,
    query,
    top_k: z.int().min(1).max(50).default(5).describe('Rows at most, 1 to 50; 5 by default.'),
    space: searchedSpace,
  }),
  output: z.strictObject({
    resource_id: z.string().describe('The resource asked about.'),
    query: z.string().describe('The query as given.'),
    count,
    matches,
    truncated: paging.truncated,
  }),
  main: 'query',
  aliases: { q: 'query' },
  async run({ resource_id: resource, query, top_k: limit, space }, { services, principal }) {
    const page = await services.memories.search({ query, resource, limit, space, maxBytes: MAX_ROWS_BYTES }, principal);
    const { next_cursor: _, ...rows } = toRows(page);
    return { resource_id: resource, query, ...rows };
  },
});
