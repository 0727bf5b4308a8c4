import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { issuer, owner, sub, toShownOwner } from './fields.ts';
import { refuseRemote } from './refuse-remote.ts';

export const ownerAdd = defineTool({
  name: 'owner_add',
  title: 'Record an owner',
  description:
    'Records a person of an authorization server as owner: their tokens then act for the owner of this machine, with ' +
    'all scopes but admin. Of one who is recorded already it changes what is given.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    sub,
    issuer,
    email: z.string().min(1).max(320).optional().describe('E-mail address, to know the person again in lists.'),
    accept_unbound_tokens: z
      .boolean()
      .optional()
      .describe(
        'Take tokens of this person that do not prove to be made for this server: every service the person signed in ' +
          'to at the issuer could use its own here. Default: no, or as it is.',
      ),
  }),
  output: z.strictObject({
    owner: owner.describe('The person as recorded now.'),
    created: z.boolean().describe('False when the person was recorded before.'),
  }),
  main: 'sub',
  async run({ accept_unbound_tokens: acceptsUnboundTokens, ...person }, { services, principal }) {
    refuseRemote(principal, 'owner');
    const added = await services.people.add({ ...person, acceptsUnboundTokens });
    return { owner: toShownOwner(added.owner), created: added.created };
  },
});
