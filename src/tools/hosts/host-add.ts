import { z } from 'zod';
import { defineTool } from '../tool.ts';
import {
  addresses,
  expiresIn,
  filesAll,
  grants,
  insecure,
  maxMode,
  newName,
  roaming,
  scopes,
  windowSeconds,
} from './fields.ts';
import { holderWithKey, showHolder } from './results.ts';

export const hostAdd = defineTool({
  name: 'host_add',
  title: 'Add a host',
  description:
    'Adds a host and issues its API key, which is returned this once and kept nowhere: only its hash is. A host has a ' +
    'space of its own for notes and resources. A key with the scope sessions is a shell on this machine.',
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
    insecure: insecure.optional(),
    window_seconds: windowSeconds.optional(),
    expires_in: expiresIn.optional(),
    owners: z
      .boolean()
      .optional()
      .describe("True: a client of the owner's own on this machine, which works in the owner's spaces, local first."),
  }),
  output: holderWithKey,
  main: 'name',
  async run(args, { services }) {
    const { max_mode: maxMode, files_all: filesAll, window_seconds: windowSeconds, expires_in: expires } = args;
    const { key = '', ...status } = await services.hosts.holders.add({
      ...args,
      kind: 'host',
      maxMode,
      filesAll,
      windowSeconds,
      expiresInSeconds: expires,
      isOwners: args.owners,
    });
    return { ...showHolder(status, services.hosts.now()), key, mcp_url: services.hosts.mcpUrl() };
  },
});
