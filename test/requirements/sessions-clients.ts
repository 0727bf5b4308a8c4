import { now, type Requirement } from './requirement.ts';

/** What MCP clients see of sessions besides the tools, and calls from inside a session. */
export const SESSION_CLIENT_REQUIREMENTS: readonly Requirement[] = [
  ...now('contract: mcp, Prompts', {
    'mcp.prompts.list': 'prompts/list names watch_session, start_session and orchestrate_sessions with arguments.',
    'mcp.prompts.get': "prompts/get returns the seed's workflows with the arguments filled in.",
    'mcp.prompts.errors': 'prompts/get of an unknown prompt, or with wrong arguments, is -32602 naming what is wrong.',
  }),
  ...now('contract: access, Calls from inside a session', {
    'access.inside.session': 'A call that names a tool use of a session codez sees acts as session:<id>.',
    'access.inside.scopes': 'Acting as a session never widens scopes or spaces.',
    'access.inside.unknown': 'A call that names no tool use, or an unknown one, stays who it is.',
  }),
];
