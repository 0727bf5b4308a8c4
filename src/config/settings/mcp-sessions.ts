import { defineSetting } from '../setting.ts';
import { integer, seconds } from '../setting-schemas.ts';
import { SERVING_COMMANDS } from './serving-commands.ts';

/** How long MCP sessions live. */
export const MCP_SESSION_SETTINGS = {
  mcpSessionTtlSeconds: defineSetting({
    flag: 'mcp-session-ttl',
    placeholder: 'TIME',
    variable: 'CODEZ_MCP_SESSION_TTL',
    key: 'mcp.session_ttl',
    fallback: '24h',
    description: 'Idle time after which an MCP session ends, as 90s, 30m, 24h or 7d.',
    expects: 'a time from 1s to 365d, as 90s, 30m, 24h or 7d',
    commands: SERVING_COMMANDS,
    schema: seconds(1, 365 * 86_400),
  }),
  mcpSessionMax: defineSetting({
    flag: 'mcp-session-max',
    placeholder: 'COUNT',
    variable: 'CODEZ_MCP_SESSION_MAX',
    key: 'mcp.session_max',
    fallback: '10000',
    description: 'MCP sessions kept at most; beyond it the one idle longest ends.',
    expects: 'a number from 1 to 1000000',
    commands: SERVING_COMMANDS,
    schema: integer(1, 1_000_000),
  }),
} as const;
