import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { hostName } from './fields.ts';
import { holderChange, toHolderChange, windowChange } from './holder-change.ts';
import { showHolder, shownHolder } from './results.ts';

export const hostUpdate = defineTool({
  name: 'host_update',
  title: 'Change a host',
  description:
    'Enables or disables a host, and changes its scopes, spaces, limits, expiry, roaming and whether it is insecure. ' +
    'What is left out stays as it is. It counts from the next call on.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ name: hostName, ...holderChange, ...windowChange }),
  output: shownHolder,
  main: 'name',
  async run({ name, insecure, window_seconds: windowSeconds, ...change }, { services }) {
    const wanted = { ...toHolderChange(change), insecure, windowSeconds };
    const status = await services.hosts.holders.change('host', name, wanted);
    return showHolder(status, services.hosts.now());
  },
});
