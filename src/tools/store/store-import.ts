import { z } from 'zod';
import { CodezError } from '../../core/errors.ts';
import { defineTool } from '../tool.ts';

export const storeImport = defineTool({
  name: 'store_import',
  title: 'Import an export',
  description:
    'Takes back what store_export made, from a file (source) or given as it is (document). All of it is checked ' +
    'before anything is written. Doing it twice changes nothing more.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    source: z.string().min(1).optional().describe('Absolute path of an exported file.'),
    document: z.record(z.string(), z.unknown()).optional().describe('An export, instead of source.'),
    mode: z
      .enum(['newer', 'overwrite'])
      .default('newer')
      .describe('newer (default): a record replaces an older one; overwrite: it replaces any.'),
    rights: z
      .boolean()
      .default(false)
      .describe(
        'Also take what lets somebody in or gives more to who comes in already: links of users to tokens, and the ' +
          'rights of hosts and users that have a key here. Default: these stay as they are here.',
      ),
  }),
  output: z.strictObject({
    created: z.int().describe('Records that were not there.'),
    updated: z.int().describe('Records that replaced another.'),
    unchanged: z.int().describe('Records that were there already, exactly so.'),
    kept: z.int().describe('Records left out, because the store holds one that is not older, or for their rights.'),
    withheld: z.int().optional().describe('Hosts and users whose rights were left out; rights takes them.'),
  }),
  main: 'source',
  run({ source, document, mode, rights: withRights }, { services, signal }) {
    if ((source === undefined) === (document === undefined)) {
      throw new CodezError('invalid', 'Give either source or document', 'Name the exported file as source.', {
        fields: { source: ['give either source or document'] },
      });
    }
    return services.store.import({ source, document, mode, withRights }, signal);
  },
});
