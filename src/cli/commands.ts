import type { AnyCommand, NounDefinition } from './define-command.ts';

/** One line of `codez --help`; the command itself is loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Heading in `codez --help`. */
  readonly group: 'Server:' | 'Tools:' | 'Setting up:' | 'Data:';
  readonly load: () => Promise<AnyCommand | NounDefinition>;
}

/** All commands, in the order they are shown. */
export const COMMANDS: readonly CommandEntry[] = [
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
    group: 'Setting up:',
    load: async () => (await import('./commands/config.ts')).config,
  },
];
