import { z } from 'zod';
import { cursor, limit } from '../hosts/fields.ts';
import { pageOfHolders } from '../hosts/page-of-holders.ts';
import { showHolder, shownHolder } from '../hosts/results.ts';
import { defineTool } from '../tool.ts';

export const userList = defineTool({
  name: 'user_list',
  title: 'List users',
  description:
    'Returns the users by name: state, scopes, spaces, whose tokens act for them, last use and counts. Never a key.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ limit, cursor }),
  output: z.strictObject({
    users: z.array(shownHolder).describe('The users, by name.'),
    total: z.int().describe('How many there are altogether.'),
    next_cursor: z.string().optional().describe('Present when there are more.'),
  }),
  maxResultBytes: 4 * 1024 * 1024,
  run(args, { services }) {
    const all = services.hosts.holders.list('user');
    const { rows, ...next } = pageOfHolders(all, args);
    const now = services.hosts.now();
    return { users: rows.map((status) => showHolder(status, now)), total: all.length, ...next };
  },
});
