import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const storeCompact = defineTool({
  name: 'store_compact',
  title: 'Compact the store',
  description:
    'Rewrites each collection to its live records, while reading and writing go on. It also happens by itself when ' +
    'journals have outgrown their snapshot. The generation before is kept.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({
    collections: z
      .array(
        z.strictObject({
          name: z.string().describe('Name of the collection.'),
          records: z.int().describe('Live records.'),
          bytes_before: z.int().describe('Bytes a reader had to read.'),
          bytes_after: z.int().describe('Bytes a reader has to read now.'),
        }),
      )
      .describe('What was done to each collection.'),
  }),
  run: (_args, { services, signal }) => services.store.compact(signal),
});
