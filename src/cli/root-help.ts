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

/** What the exit code of every command means. */
export const EXIT_CODES = [
  { code: 0, short: 'done', meaning: 'Done.' },
  { code: 1, short: 'bug', meaning: 'Internal error: a bug in codez. The message says where its details are kept.' },
  {
    code: 2,
    short: 'wrong use',
    meaning: 'Unknown option, missing or invalid argument or setting; the message names it.',
  },
  { code: 3, short: 'not found', meaning: 'What was named does not exist.' },
  { code: 4, short: 'not allowed', meaning: 'Not authenticated or not allowed.' },
  { code: 5, short: 'refused', meaning: 'Refused by a rule: conflict, locked data directory, rate limit.' },
  { code: 6, short: 'unavailable', meaning: 'Server down, time-out, disk full.' },
  { code: 130, short: 'interrupted', meaning: 'Interrupted by SIGINT or SIGTERM (`serve` ends with 0).' },
] as const;

const NOTES = `Options, variables and config.json mean the same; option beats variable, variable beats file.
Exit codes: ${EXIT_CODES.slice(0, 7)
  .map(({ code, short }) => `${code} ${short}`)
  .join(', ')}.
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
