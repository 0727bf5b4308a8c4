import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { grace, hostName, unbind } from './fields.ts';
import { holderWithKey, showHolder } from './results.ts';

export const hostRotate = defineTool({
  name: 'host_rotate',
  title: 'Rotate a host’s key',
  description:
    'Issues another key for a host, returned this once. The former one is refused at once, or after grace seconds. ' +
    'What the key is bound to is kept unless unbind is true.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ name: hostName, grace: grace.optional(), unbind: unbind.optional() }),
  output: holderWithKey,
  main: 'name',
  async run({ name, grace: graceSeconds, unbind: isUnbound }, { services }) {
    const how = { graceSeconds, unbind: isUnbound };
    const { key, ...status } = await services.hosts.holders.rotate('host', name, how);
    return { ...showHolder(status, services.hosts.now()), key, mcp_url: services.hosts.mcpUrl() };
  },
});
