import type { CommandEntry } from './define-command.ts';

/** Options that stand before the command's name. */
export const ROOT_OPTIONS = [
  { flags: '--home <DIR>', description: 'Data directory (CODEZ_HOME, default ~/.codez).' },
  { flags: '--verbose', description: 'Show the stack trace of an error.' },
  { flags: '-V, --version', description: 'Print the version.' },
  { flags: '-h, --help', description: 'Show this help.' },
] as const;

export const ROOT_USAGE = 'COMMAND [OPTIONS]';

export const PRODUCT_LINE = 'One secure, durable door to your machines for any MCP client.';

const NOTES = `Each option has a variable and a setting in config.json; option beats variable, variable beats file.
Exit codes: 0 done, 1 bug, 2 wrong use, 3 not found, 4 not allowed, 5 refused, 6 unavailable.
More: codez COMMAND --help, man codez.`;

/** Returns what `codez --help` prints. Written without the argument parser, so that help comes at once. */
export function renderRootHelp(commands: readonly CommandEntry[]): string {
  const groups = new Map<string, string[]>();
  const width = Math.max(...commands.map(({ name }) => name.length), ...ROOT_OPTIONS.map(({ flags }) => flags.length));
  for (const { name, summary, group } of commands) {
    groups.set(group, [...(groups.get(group) ?? []), `  ${name.padEnd(width)}  ${summary}`]);
  }
  const options = ROOT_OPTIONS.map(({ flags, description }) => `  ${flags.padEnd(width)}  ${description}`);
  const sections = [...groups].map(([group, lines]) => `${group}\n${lines.join('\n')}`);
  return [
    `Usage: codez ${ROOT_USAGE}`,
    PRODUCT_LINE,
    ...sections,
    `Options:\n${options.join('\n')}`,
    `${NOTES}\n`,
  ].join('\n\n');
}
