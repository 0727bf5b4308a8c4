import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const storeBackup = defineTool({
  name: 'store_backup',
  title: 'Back the store up',
  description:
    'Copies the data directory to a new directory while writes go on: all collections as of one moment. The copy can ' +
    'be used as a data directory. What can be made again (search index, caches) is left out.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    target: z
      .string()
      .min(1)
      .describe('Absolute path of the directory to make; it must not exist, nor lie in the data directory.'),
  }),
  output: z.strictObject({
    target: z.string().describe('The directory that was made.'),
    files: z.int().describe('Files copied.'),
    bytes: z.int().describe('Bytes copied.'),
  }),
  main: 'target',
  run: ({ target }, { services, signal }) => services.store.backup(target, signal),
});
