import { z } from 'zod';
import { userName } from '../hosts/fields.ts';
import { detailedHolder, showHolderInDetail } from '../hosts/results.ts';
import { defineTool } from '../tool.ts';

export const userShow = defineTool({
  name: 'user_show',
  title: 'Show a user',
  description: 'Returns one user as user_list does, with the addresses they were let in and refused from. Never a key.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ name: userName }),
  output: detailedHolder,
  main: 'name',
  run: ({ name }, { services }) => showHolderInDetail(services.hosts.holders.get('user', name), services.hosts.now()),
});
