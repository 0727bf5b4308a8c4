import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const storeVerify = defineTool({
  name: 'store_verify',
  title: 'Verify the store',
  description:
    'Reads every file of the data directory and says what is damaged; changes nothing. Files that were set aside in ' +
    'quarantine/ count as problems until somebody removes them.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({
    ok: z.boolean().describe('Whether no file has a problem.'),
    files: z
      .array(
        z.strictObject({
          file: z.string().describe('Path relative to the data directory.'),
          records: z.int().describe('Intact records.'),
          bytes: z.int().describe('Size in bytes.'),
          problems: z.array(z.string()).describe('What is wrong; empty when all is well.'),
        }),
      )
      .describe('Every file of the store.'),
  }),
  maxResultBytes: 4 * 1024 * 1024,
  run: (_args, { services }) => services.store.verify(),
});
