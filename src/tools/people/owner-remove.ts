import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { issuer, owner, sub, toShownOwner } from './fields.ts';
import { refuseRemote } from './refuse-remote.ts';

export const ownerRemove = defineTool({
  name: 'owner_remove',
  title: 'Remove an owner',
  description: 'Takes a person off the owner list. From the next request on no token of theirs is accepted.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ sub, issuer }),
  output: z.strictObject({ owner: owner.describe('The person who was removed.') }),
  main: 'sub',
  async run({ sub, issuer }, { services, principal }) {
    refuseRemote(principal, 'owner');
    return { owner: toShownOwner(await services.people.remove({ sub, issuer })) };
  },
});
