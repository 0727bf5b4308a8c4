import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { hostName } from './fields.ts';
import { showHolder, shownHolder } from './results.ts';

export const hostUnbind = defineTool({
  name: 'host_unbind',
  title: 'Unbind a key',
  description: 'Lets the key of a host be bound anew: to the addresses of its next successful calls.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ name: hostName }),
  output: shownHolder,
  main: 'name',
  run: async ({ name }, { services }) =>
    showHolder(await services.hosts.holders.unbind('host', name), services.hosts.now()),
});
