import { z } from 'zod';
import { CodezError } from '../../core/errors.ts';
import { PERMISSION_MODES } from '../../core/permission-mode.ts';
import { defineTool } from '../tool.ts';
import { toCaller } from './caller.ts';
import { folder, labels, prompt, queue, slug, title, uuid, word } from './fields.ts';
import { eventCursor, projectSlug, sessionId, status } from './results.ts';
import { sessionOptions, toolRules } from './session-options.ts';

export const createSession = defineTool({
  name: 'create_session',
  title: 'Start a session',
  description:
    'Starts Claude Code in a folder, with a first prompt if given, and returns session_id at once. Then send_prompt ' +
    'or send_and_wait; see what happens with poll_events(cursor). Sending a session_id again returns that session.',
  group: 'sessions',
  scope: 'sessions',
  // The session may change files, run commands and use the network, as far as its permission mode goes.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    cwd: folder().optional().describe('Folder to work in, absolute. Decides where slug is given too.'),
    slug: slug.optional().describe('Project to work in, without cwd: the folder of its newest session.'),
    session_id: uuid().optional().describe('A fresh UUID of your own for the session. Made when left out.'),
    model: word().optional().describe("Model or alias, e.g. opus; Claude Code's own default when left out."),
    permission_mode: z
      .enum(PERMISSION_MODES)
      .optional()
      .describe('What it may do unasked; what is above the server’s --max-mode is refused. Default: default.'),
    prompt: prompt.optional().describe('First prompt, as send_prompt would send it.'),
    queue,
    title: title.optional(),
    labels: labels.optional(),
    allowed_tools: toolRules
      .optional()
      .describe('Tools that run unasked, e.g. Bash(git log:*); 100 at most; needs the scope approve.'),
    disallowed_tools: toolRules.optional().describe('Tools it may not use; 100 at most.'),
    max_budget_usd: z.number().positive().max(100_000).optional().describe('Cost in USD at which a process stops.'),
    options: sessionOptions.optional(),
  }),
  output: z.strictObject({
    session_id: sessionId,
    slug: projectSlug,
    cwd: z.string().describe('Folder it works in.'),
    status,
    created: z.boolean().describe('False when the session was there before.'),
    trusted: z.boolean().describe("Whether the folder's own settings, hooks and MCP servers run."),
    trust_hint: z.string().optional().describe('How to have them run; present when they do not.'),
    prompt_id: z.string().optional().describe('The first prompt, for get_prompt.'),
    cursor: eventCursor,
  }),
  main: 'cwd',
  async run(args, context) {
    if (args.cwd === undefined && args.slug === undefined) {
      throw new CodezError('invalid', 'cwd: is required without slug', 'Name the folder to work in as cwd.', {
        fields: { cwd: ['is required without slug'] },
      });
    }
    const { services } = context;
    const made = await services.sessions.create(
      {
        cwd: args.cwd,
        slug: args.slug,
        sessionId: args.session_id,
        model: args.model,
        permissionMode: args.permission_mode,
        prompt: args.prompt,
        queue: args.queue,
        title: args.title,
        labels: args.labels,
        allowedTools: args.allowed_tools,
        disallowedTools: args.disallowed_tools,
        maxBudgetUsd: args.max_budget_usd,
        options: args.options,
      },
      toCaller(context),
    );
    services.state.noteCwd(made.cwd);
    return made;
  },
});
