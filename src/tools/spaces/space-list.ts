import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { shownSpace, showSpace } from './results.ts';

export const spaceList = defineTool({
  name: 'space_list',
  title: 'List shared spaces',
  description: 'Returns the shared spaces by name: who may read and write in them, and how many notes they hold.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({ spaces: z.array(shownSpace).describe('The shared spaces, by name.') }),
  maxResultBytes: 4 * 1024 * 1024,
  run: (_args, { services }) => ({ spaces: services.hosts.spaces.list().map(showSpace) }),
});
