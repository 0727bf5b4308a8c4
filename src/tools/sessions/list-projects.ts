import { z } from 'zod';
import { toIso } from '../../core/clock.ts';
import { defineTool } from '../tool.ts';
import { cursor } from './fields.ts';
import { pageOfProjects } from './page-of-projects.ts';
import { nextCursor } from './results.ts';

export const listProjects = defineTool({
  name: 'list_projects',
  title: 'List projects',
  description:
    'Returns the folders in which Claude Code was used on this machine, newest activity first, with slug, path and ' +
    'number of sessions. Go on with list_sessions and a slug.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    limit: z.int().min(1).max(1000).default(500).describe('Rows at most, 1 to 1000; 500 by default.'),
    cursor,
  }),
  output: z.strictObject({
    projects: z
      .array(
        z.object({
          slug: z.string().describe('Name of the project in the other tools.'),
          path: z.string().optional().describe('Its folder, from the transcripts; absent when none names it.'),
          session_count: z.int().describe('Sessions in it.'),
          repo: z.string().optional().describe('Git repository: origin without credentials, or its root folder.'),
          worktree: z.string().optional().describe('Root of the git worktree, when it is not the main one.'),
          last_activity_at: z.string().describe('Last activity, ISO 8601 UTC.'),
        }),
      )
      .describe('The projects.'),
    next_cursor: nextCursor,
  }),
  async run({ limit, cursor }, { services }) {
    const { projects, nextCursor } = pageOfProjects(await services.sessions.listProjects(), limit, cursor);
    const rows = projects.map(({ sessionCount, lastActivityAt, path, ...project }) => ({
      ...project,
      ...(path === undefined ? {} : { path }),
      session_count: sessionCount,
      last_activity_at: toIso(lastActivityAt),
    }));
    return { projects: rows, ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }) };
  },
});
