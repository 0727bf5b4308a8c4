import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const getHealthDetails = defineTool({
  name: 'get_health_details',
  title: 'Look into the server',
  description:
    'Returns each part of codez (processes, store, disk, events, transcripts, the claude binary, ...) with what is ' +
    'wrong with it, and what the self-healing loop did lately. Use get_health for a quick look.',
  group: 'sessions:read',
  scope: 'sessions:read',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({
    subsystems: z
      .array(
        z.object({
          name: z.string().describe('The part.'),
          ok: z.boolean().describe('Whether it is well.'),
          details: z.record(z.string(), z.unknown()).describe('What was seen.'),
        }),
      )
      .describe('The parts.'),
    log: z
      .array(
        z.object({
          at: z.string().describe('ISO 8601 UTC.'),
          action: z.string().describe('What was done.'),
          details: z.record(z.string(), z.unknown()).describe('With what.'),
        }),
      )
      .describe('What the self-healing loop did, newest first; 100 at most.'),
  }),
  async run(_args, { services }) {
    const { subsystems, log } = await services.health.details();
    return { subsystems: [...subsystems], log: [...log] };
  },
});
