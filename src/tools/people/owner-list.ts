import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { owner, toShownOwner } from './fields.ts';

export const ownerList = defineTool({
  name: 'owner_list',
  title: 'List the owners',
  description: 'Returns the people whose tokens act for the owner of this machine, in the order they were recorded.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({ owners: z.array(owner).describe('The recorded owners.') }),
  run: async (_args, { services }) => ({ owners: services.people.list().map(toShownOwner) }),
});
