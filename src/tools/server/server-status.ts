import { z } from 'zod';
import { defineTool } from '../tool.ts';

/** What answers: a running server, or this process on the same files. */
export const serverStatus = defineTool({
  name: 'server_status',
  title: 'Server status',
  description: 'State of the process that owns the data directory: version, address, store, notes and disk.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({
    running: z.boolean().describe('Whether a server runs; false when the command line looked by itself.'),
    version: z.string().describe('Version of codez.'),
    pid: z.int().describe('Process id of what answered.'),
    url: z.string().optional().describe('Address of the running server.'),
    started_at: z.string().describe('When that process started, ISO 8601 UTC.'),
    home: z.string().describe('Data directory.'),
    loopback: z.enum(['on', 'off']).describe('Whether requests from this machine and user need no credential.'),
    store: z
      .strictObject({
        state: z
          .enum(['ok', 'degraded', 'read_only'])
          .describe('degraded: damage was set aside; read_only: nothing more is written.'),
        problems: z
          .array(
            z.strictObject({
              at: z.string().describe('When it was found, ISO 8601 UTC.'),
              file: z.string().describe('Path relative to the data directory.'),
              message: z.string().describe('What is wrong with it.'),
            }),
          )
          .describe('What is wrong.'),
      })
      .describe('The store.'),
    notes: z.int().describe('Notes kept.'),
    sessions: z
      .strictObject({
        live: z.int().describe('Claude Code sessions whose process codez runs.'),
        mirror: z.int().describe('Sessions that another process writes, e.g. a terminal.'),
      })
      .describe('Claude Code sessions that something is running for.'),
    disk: z
      .strictObject({
        free_bytes: z.int().describe('Bytes free for this user.'),
        total_bytes: z.int().describe('Bytes in all.'),
      })
      .describe('The file system of the data directory.'),
  }),
  run: (_args, { services }) => services.server.status(),
});
