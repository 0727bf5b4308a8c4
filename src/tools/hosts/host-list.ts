import { z } from 'zod';
import { defineTool } from '../tool.ts';
import { cursor, limit } from './fields.ts';
import { pageOfHolders } from './page-of-holders.ts';
import { showHolder, shownHolder } from './results.ts';

export const hostList = defineTool({
  name: 'host_list',
  title: 'List hosts',
  description:
    'Returns the hosts by name: state, scopes, spaces, what their keys are bound to, windows, last use and counts. ' +
    'Never a key.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ limit, cursor }),
  output: z.strictObject({
    hosts: z.array(shownHolder).describe('The hosts, by name.'),
    total: z.int().describe('How many there are altogether.'),
    next_cursor: z.string().optional().describe('Present when there are more.'),
  }),
  maxResultBytes: 1024 * 1024,
  run(args, { services }) {
    const all = services.hosts.holders.list('host');
    const { rows, ...next } = pageOfHolders(all, args);
    const now = services.hosts.now();
    return { hosts: rows.map((status) => showHolder(status, now)), total: all.length, ...next };
  },
});
