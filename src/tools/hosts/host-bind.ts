import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { address, hostName } from './fields.ts';
import { showHolder, shownHolder } from './results.ts';

export const hostBind = defineTool({
  name: 'host_bind',
  title: 'Bind a key to an address',
  description:
    'Binds the key of a host to an IPv4 address or an IPv6 network (/64), in place of the one of that kind it was ' +
    'bound to. Other addresses are refused unless the host may roam.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ name: hostName, address }),
  output: shownHolder,
  run: async ({ name, address: bound }, { services }) =>
    showHolder(await services.hosts.holders.bind('host', name, bound), services.hosts.now()),
});
