import { COMMANDS } from './commands.ts';
import type { Environment, Io } from './io.ts';
import { renderRootHelp } from './root-help.ts';

/**
 * Runs one command line and returns its exit code (0 done, 1 bug, 2 wrong use, 3 not found, 4 not allowed,
 * 5 refused, 6 unavailable, 130 interrupted). Never throws. Everything but help and version is loaded when needed.
 */
export async function main(argv: readonly string[], env: Environment, io: Io): Promise<number> {
  const broken = watchStream(io.stdout);
  const exitCode = await run(argv, env, io);
  await new Promise<void>((done) => {
    if (io.stdout.destroyed) done();
    else io.stdout.write('', () => done());
  });
  const [error] = broken;
  if (error === undefined || exitCode !== 0) return exitCode;
  io.stderr.write(`error: The result could not be written: ${error.message}\nhint:  Check where the output goes.\n`);
  return 6;
}

async function run(argv: readonly string[], env: Environment, io: Io): Promise<number> {
  const [first = 'help', second] = argv;
  if (first === '--version' || first === '-V') {
    const { readVersion } = await import('../config/version.ts');
    io.stdout.write(`${readVersion()}\n`);
    return 0;
  }
  if (second === undefined && ['help', '--help', '-h'].includes(first)) {
    io.stdout.write(renderRootHelp(COMMANDS));
    return 0;
  }
  watchStream(io.stderr);
  const { runCommandLine } = await import('./run-command-line.ts');
  return await runCommandLine(argv, env, io);
}

/** Collects what goes wrong with an output; a reader that left early (`codez tools | head`) is no failure. */
function watchStream(stream: NodeJS.WriteStream): readonly Error[] {
  const broken: Error[] = [];
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') broken.push(error);
  });
  return broken;
}
