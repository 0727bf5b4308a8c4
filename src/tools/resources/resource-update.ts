import { z } from 'zod';
import { checkContent } from '../../memories/note-rules.ts';
import { ifVersion } from '../memory/fields.ts';
import { defineTool } from '../tool.ts';
import { resource, text, toResource, uri } from './fields.ts';
import { parseNoteUri } from './resource-uri.ts';

export const resourceUpdate = defineTool({
  name: 'resource_update',
  title: 'Update a resource',
  description:
    'Replaces the text behind a memory:// address and returns the resource; its tags and metadata stay. ' +
    'Fails with not_found when there is none, with conflict when if_version is stale.',
  group: 'resources',
  scope: 'resources',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ uri, text, if_version: ifVersion }),
  output: z.strictObject({ resource }),
  main: 'uri',
  aliases: { content: 'text' },
  async run({ uri, text, if_version: ifVersion }, { services, principal }) {
    const address = parseNoteUri(uri);
    checkContent(text, 'text');
    const update = { ...address, content: text, ifVersion, mustExist: true };
    const { memory } = await services.memories.store(update, principal);
    return { resource: toResource(memory, principal.spaces.own) };
  },
});
