import { COMMANDS } from './commands.ts';
import type { Environment, Io } from './io.ts';

/**
 * Runs one command line and returns its exit code (0 done, 1 bug, 2 wrong use, 3 not found, 4 not allowed,
 * 5 refused, 6 unavailable, 130 interrupted). Never throws. Everything but help and version is loaded when needed.
 */
export async function main(argv: readonly string[], env: Environment, io: Io): Promise<number> {
  const broken = watchStreams(io);
  const [first = 'help', second] = argv;
  if (first === '--version' || first === '-V') {
    const { readVersion } = await import('../config/version.ts');
    io.stdout.write(`${readVersion()}\n`);
  } else if (second === undefined && ['help', '--help', '-h'].includes(first)) {
    const { renderRootHelp } = await import('./root-help.ts');
    io.stdout.write(renderRootHelp(COMMANDS));
  } else {
    const { runCommandLine } = await import('./run-command-line.ts');
    return flush(io, broken, await runCommandLine(argv, env, io));
  }
  return flush(io, broken, 0);
}

/** Collects what goes wrong with our own output; a reader that left early (`codez tools | head`) is no failure. */
function watchStreams(io: Io): Error[] {
  const broken: Error[] = [];
  for (const stream of [io.stdout, io.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') broken.push(error);
    });
  }
  return broken;
}

async function flush(io: Io, broken: readonly Error[], exitCode: number): Promise<number> {
  await new Promise<void>((done) => {
    if (io.stdout.destroyed) done();
    else io.stdout.write('', () => done());
  });
  const [error] = broken;
  if (error === undefined || exitCode !== 0) return exitCode;
  io.stderr.write(`error: The result could not be written: ${error.message}\nhint:  Check where the output goes.\n`);
  return 6;
}
