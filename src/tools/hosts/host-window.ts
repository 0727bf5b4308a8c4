import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { hostName, openSeconds } from './fields.ts';
import { showHolder, shownHolder } from './results.ts';

export const hostWindow = defineTool({
  name: 'host_window',
  title: 'Open or close a window',
  description:
    'Opens the window of an insecure host for at least so long (a longer one stays longer), or closes it: calls are ' +
    'refused from then on until it is opened again.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    name: hostName,
    action: z.enum(['open', 'close']).describe('open or close.'),
    seconds: openSeconds.optional(),
  }),
  output: shownHolder,
  async run({ name, action, seconds }, { services }) {
    const { holders, now } = services.hosts;
    const status =
      action === 'open' ? await holders.openWindow('host', name, seconds) : await holders.closeWindow('host', name);
    return showHolder(status, now());
  },
});
