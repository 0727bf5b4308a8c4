import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { resolvePaths } from '../config/paths.ts';
import { resolveHome } from '../config/resolve-settings.ts';
import type { Environment, Io } from './io.ts';

const MAX_BYTES = 1024 * 1024;
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

/** The command line that failed. */
export interface FailedCommand {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly io: Io;
}

/**
 * Keeps the stack of a bug in the data directory's error log, as one JSON line `{at, id, command, stack}`.
 * @returns the file, or undefined when it cannot be written
 */
export function writeErrorLog(id: string, stack: string, { argv, env, io }: FailedCommand): string | undefined {
  try {
    const home = resolveHome({ flags: homeFlag(argv), env, cwd: io.cwd, userHome: io.userHome });
    const { errorLog } = resolvePaths(home);
    const descriptor = openSync(errorLog, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
    try {
      if (fstatSync(descriptor).size > MAX_BYTES) ftruncateSync(descriptor);
      // Only the command's name: what follows may be contents or keys.
      writeSync(descriptor, `${JSON.stringify({ at: new Date().toISOString(), id, command: argv[0], stack })}\n`);
    } finally {
      closeSync(descriptor);
    }
    return errorLog;
  } catch {
    return undefined;
  }
}

function homeFlag(argv: readonly string[]): { home?: string } {
  const at = argv.findIndex((word) => word === '--home' || word.startsWith('--home='));
  const home = argv[at]?.includes('=') ? argv[at]?.slice('--home='.length) : argv[at + 1];
  return at === -1 || home === undefined ? {} : { home };
}
