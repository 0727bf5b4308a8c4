import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const endSessions = defineTool({
  name: 'end_sessions',
  title: 'End all sessions',
  description:
    'Ends the process of every live Claude Code session and all they started. Transcripts are kept; each session ' +
    'resumes with its next prompt. Running turns end.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: z.strictObject({ ended: z.int().describe('Sessions whose process was ended.') }),
  run: (_args, { services }) => services.sessions.endAll(),
});
