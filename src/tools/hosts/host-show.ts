import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { hostName } from './fields.ts';
import { detailedHolder, showHolderInDetail } from './results.ts';

export const hostShow = defineTool({
  name: 'host_show',
  title: 'Show a host',
  description: 'Returns one host as host_list does, with the addresses it was let in and refused from. Never a key.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ name: hostName }),
  output: detailedHolder,
  main: 'name',
  run: ({ name }, { services }) => showHolderInDetail(services.hosts.holders.get('host', name), services.hosts.now()),
});
