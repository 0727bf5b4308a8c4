import { z } from 'zod';
import { ifVersion } from '../memory/fields.ts';
import { defineTool } from '../tool.ts';
import { resourceMissing, uri } from './fields.ts';
import { parseNoteUri } from './resource-uri.ts';

export const resourceDelete = defineTool({
  name: 'resource_delete',
  title: 'Delete a resource',
  description: 'Deletes the text behind a memory:// address for good, or fails with not_found.',
  group: 'resources',
  scope: 'resources',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ uri, if_version: ifVersion }),
  output: z.strictObject({
    resource: z
      .strictObject({
        uri: z.string().describe('Address of the resource.'),
        deleted: z.literal(true).describe('It is gone.'),
      })
      .describe('What was deleted.'),
  }),
  main: 'uri',
  async run({ uri, if_version: ifVersion }, { services, principal }) {
    const { id, space } = parseNoteUri(uri);
    const deleted = await services.memories.delete(id, principal, { space, ifVersion });
    if (!deleted) throw resourceMissing(uri);
    return { resource: { uri, deleted: true as const } };
  },
});
