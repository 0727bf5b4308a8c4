import { isLoopbackName } from '../../core/loopback-name.ts';

/** What is needed to connect the clients of another machine. */
export interface ClientConnection {
  readonly mcpUrl: string;
  readonly key: string;
}

/** The variable from which clients read the key: it is in none of their files. */
const KEY_VARIABLE = 'CODEZ_API_KEY';

/** Returns the lines to paste on a machine so that its Claude Code and Codex use this server; codez is not needed there. */
export function renderClientLines({ mcpUrl, key }: ClientConnection): string {
  return [
    'In the shell profile of that machine (~/.profile, ~/.bashrc, ~/.zshrc):',
    `  export ${KEY_VARIABLE}='${key}'`,
    '',
    'Claude Code:',
    `  claude mcp add --transport http --scope user codez ${mcpUrl} --header 'Authorization: Bearer \${${KEY_VARIABLE}}'`,
    '',
    'Codex, in ~/.codex/config.toml:',
    '  [mcp_servers.codez]',
    `  url = "${mcpUrl}"`,
    `  bearer_token_env_var = "${KEY_VARIABLE}"`,
    '  startup_timeout_sec = 30',
    '  tool_timeout_sec = 630',
    '',
    'Anything else:',
    `  curl ${mcpUrl} -H "Authorization: Bearer $${KEY_VARIABLE}" -H 'Content-Type: application/json' \\`,
    `    -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'`,
  ].join('\n');
}

/** Returns what to mind when no address is known under which other machines reach this server, else nothing. */
export function localUrlNote({ mcpUrl }: ClientConnection): string | undefined {
  const { hostname } = new URL(mcpUrl);
  if (!isLoopbackName(hostname) && hostname !== '0.0.0.0' && hostname !== '[::]') return undefined;
  return (
    `${mcpUrl} is reached from this machine only. For another machine set CODEZ_MCP_URL (or public_url in ` +
    'config.json) to the address under which it reaches this server, and put that into the lines above.'
  );
}
