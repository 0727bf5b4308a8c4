import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { indexState, openedStatus, toIndexState } from './state-of-index.ts';

export const indexStatus = defineTool({
  name: 'index_status',
  title: 'Search index status',
  description: 'Returns how far the search index over transcripts is, its size, and what is wrong with it.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: indexState,
  run: async (_args, { services, signal }) => toIndexState(await openedStatus(services.index, signal)),
});
