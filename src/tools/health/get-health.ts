import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const getHealth = defineTool({
  name: 'get_health',
  title: 'Check the server',
  description:
    'Returns whether codez is well, its version, how long it runs and how many sessions there are. When ok is false, ' +
    'get_health_details says what is wrong.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({
    ok: z.boolean().describe('Whether every part is well.'),
    version: z.string().describe('Version of codez.'),
    uptime_ms: z.int().describe('Milliseconds since it was started.'),
    sessions: z
      .object({
        live: z.int().describe('Sessions whose process codez runs.'),
        mirror: z.int().describe('Sessions that another process writes.'),
      })
      .describe('Sessions that something is running for.'),
    hub: z.object({ state: z.enum(['none', 'joined', 'offline']).describe('Link to the hub.') }).describe('The hub.'),
    store: z
      .object({ state: z.enum(['ok', 'degraded', 'read_only']).describe('degraded: damage was set aside.') })
      .describe('The store.'),
    index: z
      .object({
        state: z
          .enum(['none', 'building', 'ready', 'failed'])
          .describe('none: not begun; building: not all is found yet.'),
      })
      .describe('The search index.'),
  }),
  run: (_args, { services }) => services.health.summary(),
});
