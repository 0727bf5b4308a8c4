import { z } from 'zod';
import { addresses, userName } from '../hosts/fields.ts';
import { holderChange, toHolderChange } from '../hosts/holder-change.ts';
import { showHolder, shownHolder } from '../hosts/results.ts';
import { refuseRemote } from '../people/refuse-remote.ts';
import { defineTool } from '../tool.ts';
import { acceptUnbound, subjects, toSubjects } from './fields.ts';

export const userUpdate = defineTool({
  name: 'user_update',
  title: 'Change a user',
  description:
    'Enables or disables a user, and changes their scopes, spaces, limits, expiry and whose tokens act for them. What ' +
    'is left out stays as it is. It counts from the next call on.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    name: userName,
    ...holderChange,
    addresses: addresses
      .optional()
      .describe('What their key is bound to from now on, in place of the address of that kind.'),
    unbind: z.boolean().optional().describe('True: their key is bound anew at its next use.'),
    link: subjects.optional(),
    unlink: z
      .array(z.string().min(1).max(255))
      .max(16)
      .optional()
      .describe('Subjects of people whose tokens no longer act for this user.'),
    accept_unbound_tokens: acceptUnbound.optional(),
  }),
  output: shownHolder,
  main: 'name',
  async run({ name, addresses: bound, unbind, link, unlink, ...more }, { services, principal }) {
    const { accept_unbound_tokens: acceptsUnboundTokens, ...change } = more;
    if ((link ?? []).length > 0 || acceptsUnboundTokens === true) refuseRemote(principal, 'user');
    const status = await services.hosts.holders.change('user', name, {
      ...toHolderChange(change),
      addresses: bound,
      unbind,
      ...(link && { link: toSubjects(link) }),
      unlink,
      acceptsUnboundTokens,
    });
    return showHolder(status, services.hosts.now());
  },
});
