import { z } from 'zod';
import { addresses, expiresIn, filesAll, grants, maxMode, newName, roaming, scopes } from '../hosts/fields.ts';
import { holderWithMaybeKey, showHolder } from '../hosts/results.ts';
import { refuseRemote } from '../people/refuse-remote.ts';
import { defineTool } from '../tool.ts';
import { acceptUnbound, subjects, toSubjects } from './fields.ts';

export const userAdd = defineTool({
  name: 'user_add',
  title: 'Add a user',
  description:
    'Adds a person who is not the owner, with a space of their own: by an API key, returned this once, and by the ' +
    'tokens of the people they are linked to. Without scopes: memory and resources.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    name: newName,
    scopes: scopes.optional(),
    spaces: grants.optional(),
    max_mode: maxMode.optional(),
    files_all: filesAll.optional(),
    roaming: roaming.optional(),
    addresses: addresses.optional(),
    expires_in: expiresIn.optional(),
    subjects: subjects.optional(),
    accept_unbound_tokens: acceptUnbound.optional(),
    key: z.boolean().optional().describe('False: no key is issued, the user comes by token only. True by default.'),
  }),
  output: holderWithMaybeKey,
  main: 'name',
  async run(args, { services, principal }) {
    if (args.subjects !== undefined && args.subjects.length > 0) refuseRemote(principal, 'user');
    const { key, ...status } = await services.hosts.holders.add({
      ...args,
      kind: 'user',
      maxMode: args.max_mode,
      filesAll: args.files_all,
      expiresInSeconds: args.expires_in,
      subjects: toSubjects(args.subjects ?? []),
      acceptsUnboundTokens: args.accept_unbound_tokens,
      withKey: args.key,
    });
    const shown = showHolder(status, services.hosts.now());
    return { ...shown, ...(key === undefined ? {} : { key }), mcp_url: services.hosts.mcpUrl() };
  },
});
