import { CommanderError } from 'commander';
import { readVersion } from '../config/version.ts';
import { buildProgram } from './build-program.ts';
import { COMMANDS } from './commands.ts';
import type { Environment, Io } from './io.ts';

/** Parses one command line, runs its command and returns the exit code; errors are reported here. */
export async function runCommandLine(argv: readonly string[], env: Environment, io: Io): Promise<number> {
  let exitCode = 0;
  try {
    const exitWith = (code: number): void => {
      exitCode = code;
    };
    const program = buildProgram({ commands: COMMANDS, env, io, version: readVersion(), exitWith });
    const [first, ...rest] = argv;
    await program.parseAsync(first === 'help' ? [...rest, '--help'] : [...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help was shown: commander ends its parse by throwing.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { reportError } = await import('./report-error.ts');
    return reportError(error, { argv, env, io });
  }
}
