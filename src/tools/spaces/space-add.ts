import { z } from 'zod';
import { newName } from '../hosts/fields.ts';
import { defineTool } from '../tool.ts';
import { shownSpace, showSpace } from './results.ts';

export const spaceAdd = defineTool({
  name: 'space_add',
  title: 'Add a shared space',
  description:
    'Adds a space of notes and resources that hosts and users can share. Nobody but the owner may use it until it is ' +
    'granted with host_add, host_update, user_add or user_update.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({ name: newName }),
  output: shownSpace,
  main: 'name',
  run: async ({ name }, { services }) => showSpace(await services.hosts.spaces.add(name)),
});
