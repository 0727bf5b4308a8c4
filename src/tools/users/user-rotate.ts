import { z } from 'zod';
import { grace, unbind, userName } from '../hosts/fields.ts';
import { holderWithKey, showHolder } from '../hosts/results.ts';
import { defineTool } from '../tool.ts';

export const userRotate = defineTool({
  name: 'user_rotate',
  title: 'Rotate a user’s key',
  description:
    'Issues another key for a user, returned this once; one who had none gets one. The former one is refused at once, ' +
    'or after grace seconds. What the key is bound to is kept unless unbind is true.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ name: userName, grace: grace.optional(), unbind: unbind.optional() }),
  output: holderWithKey,
  main: 'name',
  async run({ name, grace: graceSeconds, unbind: isUnbound }, { services }) {
    const how = { graceSeconds, unbind: isUnbound };
    const { key, ...status } = await services.hosts.holders.rotate('user', name, how);
    return { ...showHolder(status, services.hosts.now()), key, mcp_url: services.hosts.mcpUrl() };
  },
});
