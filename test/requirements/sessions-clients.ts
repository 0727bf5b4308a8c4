import { now, type Requirement } from './requirement.ts';

/** What MCP clients see of sessions besides the tools, and calls from inside a session. */
export const SESSION_CLIENT_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: mcp, Requests', {
    'mcp.completion.sessions': 'completion/complete offers slugs and session ids.',
  }),
  ...now('contract: mcp, Resources', {
    'mcp.resources.session': 'session://{session_id} reads a transcript as markdown, for those who may read sessions.',
    'mcp.resources.project': 'project://{slug}/memory reads project memory, for those who may read sessions.',
    'mcp.resources.session-subscribe': 'resources/subscribe works for session resources.',
  }),
  ...now('contract: mcp, Prompts', {
    'mcp.prompts.list': 'prompts/list names watch_session, start_session and orchestrate_sessions with arguments.',
    'mcp.prompts.get': "prompts/get returns the seed's workflows with the arguments filled in.",
    'mcp.prompts.errors': 'prompts/get of an unknown prompt, or with wrong arguments, is -32602 naming what is wrong.',
  }),
  ...now('contract: access, Calls from inside a session', {
    'access.inside.session': 'A call that names a tool use of a session codez sees acts as session:<id>.',
    'access.inside.scopes': 'Acting as a session never widens scopes or spaces.',
    'access.inside.process':
      'A local program that a session started acts as that session when it answers, starts or prompts sessions over HTTP.',
    'access.inside.command':
      'codez started from inside a session answers no permission for it, trusts no folder and ends no session.',
    'access.inside.stdio': 'Calls through codez on standard input count as those of the session they name.',
    'access.inside.unknown': 'A call that names no tool use, or an unknown one, stays who it is.',
  }),
  ...now('contract: tools-sessions, Extensions', {
    'sessions.elicitation.accept': 'The client that started a turn is asked for its permissions; accept allows.',
    'sessions.elicitation.open': 'Decline and cancel leave the request open for others.',
    'sessions.elicitation.cancelled': 'A question that was answered elsewhere, or waits too long, is taken back.',
    'sessions.elicitation.asked': 'A client that cannot ask its person, or did not start the turn, is not asked.',
    'sessions.elicitation.inside': 'A turn that a session started is not allowed by that session.',
    'sessions.elicitation.withdrawn': 'An accept allows nothing once its client may answer permissions no more.',
    'sessions.elicitation.reconnect': 'What a client was asked while it was away waits for it.',
  }),
  ...now('contract: tools-sessions, Mirrored sessions', {
    'sessions.hooks.secret':
      'Hooks need the secret of their own file; it opens nothing else, and nothing else opens them.',
    'sessions.hooks.body': 'The body of a hook is a JSON object of at most 1 MiB.',
    'sessions.hooks.silent': 'Where codez has no decision a hook is answered empty, also when the server stops.',
    'sessions.hooks.answered':
      'A dialog of a terminal is listed and answered by respond_permission; the first answer wins.',
    'sessions.hooks.questions': 'A question of a terminal is answered by its answers.',
    'sessions.hooks.terminal': 'A dialog that was answered in the terminal or overtaken ends as resolved by terminal.',
    'sessions.hooks.expired': 'A dialog that nobody answers in time ends as expired, without a decision.',
    'sessions.hooks.own': 'Hooks of a session that codez runs itself are ignored.',
    'sessions.hooks.mirror': 'Hooks show that a session runs outside of codez.',
  }),
  ...now(
    'contract: tools-sessions, Mirrored sessions',
    {
      'sessions.hooks.real':
        'A permission dialog of Claude Code in a terminal is answered from here, or in the terminal as if codez were not there.',
    },
    'real',
  ),
  ...now('contract: cli, codez config <client>', {
    'config.hooks':
      'config claude --hooks writes the hooks into the settings of the user, once, and --remove takes them out.',
  }),
];
