import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const loginLink = defineTool({
  name: 'login_link',
  title: 'Make a login link',
  description:
    'Returns an address that signs a browser in to the pages of the owner (access log, hosts, usage): good once, for ' +
    '60 seconds. Using it a second time signs out whoever used it first.',
  group: 'admin',
  scope: 'admin',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.strictObject({
    via: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe("Port of this machine that is forwarded to the server, as with ssh -L; the server's own by default."),
  }),
  output: z.strictObject({
    url: z.string().describe('Address to open in a browser; whoever has it may sign in.'),
    expires_at: z.string().describe('Until when it is good, ISO 8601 UTC.'),
  }),
  run: ({ via }, { services }) => services.logins.createLink(via),
});
