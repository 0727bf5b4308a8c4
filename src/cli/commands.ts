import type { CommandEntry } from './define-command.ts';

/** All commands, in the order they are shown. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'Start the server in the foreground.',
    group: 'Server:',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'stop',
    summary: 'End the running server.',
    group: 'Server:',
    load: async () => (await import('./commands/stop.ts')).stop,
  },
  {
    name: 'restart',
    summary: 'End the running server and start it again.',
    group: 'Server:',
    load: async () => (await import('./commands/restart.ts')).restart,
  },
  {
    name: 'status',
    summary: 'Show the server, the store and the disk.',
    group: 'Server:',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'logs',
    summary: 'Show who called what, and who was refused.',
    group: 'Server:',
    load: async () => (await import('./commands/logs.ts')).logs,
  },
  {
    name: 'sessions',
    summary: 'List, watch and prompt Claude Code sessions.',
    group: 'Sessions:',
    load: async () => (await import('./commands/sessions.ts')).sessions,
  },
  {
    name: 'usage',
    summary: 'Show what Claude Code used and what it cost.',
    group: 'Sessions:',
    load: async () => (await import('./commands/usage.ts')).usage,
  },
  {
    name: 'trust',
    summary: "Let a folder's own settings, hooks and MCP servers run.",
    group: 'Sessions:',
    load: async () => (await import('./commands/trust.ts')).trust,
  },
  {
    name: 'call',
    summary: 'Call one tool and print its result.',
    group: 'Tools:',
    load: async () => (await import('./commands/call.ts')).call,
  },
  {
    name: 'tools',
    summary: 'List the tools with their scopes.',
    group: 'Tools:',
    load: async () => (await import('./commands/tools.ts')).tools,
  },
  {
    name: 'config',
    summary: 'Connect an MCP client (Claude Code, Codex) to codez.',
    group: 'Clients:',
    load: async () => (await import('./commands/config.ts')).config,
  },
  {
    name: 'login',
    summary: 'Sign in to a codez server, and become its owner.',
    group: 'Clients:',
    load: async () => (await import('./commands/login.ts')).login,
  },
  {
    name: 'logout',
    summary: 'Forget and revoke the tokens of a login.',
    group: 'Clients:',
    load: async () => (await import('./commands/logout.ts')).logout,
  },
  {
    name: 'register-authkit',
    summary: 'Register this server with an MCPAuthKit.',
    group: 'Clients:',
    load: async () => (await import('./commands/register-authkit.ts')).registerAuthkit,
  },
  {
    name: 'mcp',
    summary: 'Serve MCP on standard input and output.',
    group: 'Clients:',
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  {
    name: 'owner',
    summary: 'Say whose tokens act for you.',
    group: 'Clients:',
    load: async () => (await import('./commands/owner.ts')).owner,
  },
  {
    name: 'host',
    summary: 'Issue and manage the keys of other machines.',
    group: 'Clients:',
    load: async () => (await import('./commands/host.ts')).host,
  },
  {
    name: 'space',
    summary: 'Make and remove spaces that hosts and users share.',
    group: 'Clients:',
    load: async () => (await import('./commands/space.ts')).space,
  },
  {
    name: 'user',
    summary: 'Let other people in, with a space of their own.',
    group: 'Clients:',
    load: async () => (await import('./commands/user.ts')).user,
  },
  {
    name: 'store',
    summary: 'Verify, compact, export, import and back up the data.',
    group: 'Data:',
    load: async () => (await import('./commands/store.ts')).store,
  },
  {
    name: 'index',
    summary: 'Show or rebuild the search index over transcripts.',
    group: 'Data:',
    load: async () => (await import('./commands/index.ts')).index,
  },
  {
    name: 'completion',
    summary: 'Print the completion script of a shell.',
    group: 'Shell:',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
