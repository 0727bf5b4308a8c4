import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { cursor, query, searchedSpace, tagFilter } from './fields.ts';
import { count, MAX_ROWS_BYTES, matches, paging, toRows } from './results.ts';

export const memorySearch = defineTool({
  name: 'memory_search',
  title: 'Search notes',
  description:
    'Returns the notes that contain every word of the query in content, id or tags; accents and letter case are ' +
    'ignored, the last word may be a beginning, incident-42 does not match incident-99. With words the most relevant ' +
    'come first, then the newest; an empty query lists the newest. Each match names its space and who wrote it.',
  group: 'memory',
  scope: 'memory',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    query: query
      .default('')
      .describe(
        'Words that must all occur, the last one may be a beginning; up to 1,000 characters and 64 words. ' +
          'Empty (default): all notes.',
      ),
    tags: tagFilter,
    host: z.string().max(128).optional().describe('Only notes whose current version this host wrote.'),
    limit: z.int().min(1).max(100).default(20).describe('Rows at most, 1 to 100; 20 by default.'),
    cursor,
    order: z
      .enum(['relevance', 'recent'])
      .optional()
      .describe('relevance (default with words) or recent: newest first (default without).'),
    space: searchedSpace,
  }),
  output: z.strictObject({ query: z.string().describe('The query as given.'), count, matches, ...paging }),
  main: 'query',
  aliases: { q: 'query' },
  async run(args, { services, principal }) {
    const page = await services.memories.search({ ...args, maxBytes: MAX_ROWS_BYTES }, principal);
    return { query: args.query, ...toRows(page) };
  },
});
