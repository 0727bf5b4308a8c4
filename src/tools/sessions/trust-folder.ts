import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { folder } from './fields.ts';

export const trustFolder = defineTool({
  name: 'trust_folder',
  title: 'Trust a folder',
  description:
    'Marks a folder and all below it as one whose settings, hooks and MCP servers may run in sessions started by codez.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ folder: folder().describe('The folder, absolute; links in it are followed.') }),
  output: z.strictObject({
    folder: z.string().describe('The folder’s real path.'),
    trusted: z.literal(true).describe('It is trusted now.'),
    changed: z.boolean().describe('False when it was trusted before.'),
  }),
  main: 'folder',
  run: ({ folder }, { services }) => services.sessions.trust(folder),
});
