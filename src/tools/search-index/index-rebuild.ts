import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { indexState, toIndexState } from './state-of-index.ts';

export const indexRebuild = defineTool({
  name: 'index_rebuild',
  title: 'Rebuild the search index',
  description:
    'Drops the search index and begins to build it anew from the transcripts; returns when that has begun. It loses ' +
    'nothing: the index holds only what transcripts hold.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: indexState,
  async run(_args, { services }) {
    await services.index.rebuild();
    return toIndexState(services.index.status());
  },
});
