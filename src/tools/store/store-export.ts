import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const storeExport = defineTool({
  name: 'store_export',
  title: 'Export the store',
  description:
    'Returns the notes as one readable JSON document, or writes it to a new file ' +
    '(target). Without a file it may be up to 4 MiB. store_import takes it back.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    host: z.string().min(1).optional().describe('Only notes this host wrote, and its own record.'),
    space: z.string().min(1).optional().describe('Only notes of this space, and its own record.'),
    target: z.string().min(1).optional().describe('Absolute path of a file to write instead; it must not exist.'),
  }),
  output: z.strictObject({
    records: z.int().describe('Records exported.'),
    bytes: z.int().describe('Size of the document.'),
    target: z.string().optional().describe('The file that was written.'),
    document: z
      .strictObject({
        codez: z.literal('export').describe('Says what this document is.'),
        schema: z.int().describe('Version of this format.'),
        store_id: z.string().describe('The store it came from.'),
        exported_at: z.string().describe('When, ISO 8601 UTC.'),
        collections: z
          .record(z.string(), z.array(z.strictObject({ key: z.string(), value: z.unknown() })))
          .describe('Records by collection.'),
      })
      .optional()
      .describe('The export, when no target was given.'),
  }),
  maxResultBytes: 16 * 1024 * 1024,
  run: (args, { services, signal }) => services.store.export(args, signal),
});
