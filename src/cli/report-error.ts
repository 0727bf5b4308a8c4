import { randomBytes } from 'node:crypto';
import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { resolvePaths } from '../config/paths.ts';
import { resolveHome } from '../config/resolve-settings.ts';
import { CodezError, edgesOf } from '../core/errors.ts';
import type { Environment, Io } from './io.ts';
import { escapeLines, styleFor } from './output.ts';
import { toCodezError } from './system-error.ts';
import { UsageError } from './usage-error.ts';

/** The command line that failed. */
export interface FailedCommand {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly io: Io;
}

const ERROR_LOG_MAX_BYTES = 1024 * 1024;

/**
 * Writes an error to stderr, as three parts or with `--json` as `{"error":{"code","message","hint"}}`, and returns
 * its exit code. The stack is shown with `--verbose` only.
 */
export async function reportError(thrown: unknown, failed: FailedCommand): Promise<number> {
  const { argv, env, io } = failed;
  const error = toCodezError(thrown) ?? recordBug(thrown, failed);
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  if (own.includes('--json')) {
    const { code, message, hint, fields } = error;
    io.stderr.write(`${JSON.stringify({ error: { code, message, hint, ...(fields && { fields }) } })}\n`);
  } else {
    const style = await styleFor(io.stderr, env);
    const lines = [`${style.red('error:')} ${escapeLines(error.message)}`];
    for (const [field, problems] of Object.entries(error.fields ?? {}).slice(1)) {
      lines.push(escapeLines(`       ${field}: ${problems[0]}`));
    }
    if (error instanceof UsageError) lines.push(`${style.bold('usage:')} ${error.usage}`);
    if (error.hint !== '') lines.push(`${style.bold('hint: ')} ${escapeLines(error.hint)}`);
    io.stderr.write(`${lines.join('\n')}\n`);
  }
  if (own.includes('--verbose')) io.stderr.write(`${stackOf(error)}\n`);
  return edgesOf(error.code).exit;
}

/** Keeps the stack of a bug in the error log and returns the error that names it. */
function recordBug(thrown: unknown, failed: FailedCommand): CodezError {
  const id = randomBytes(4).toString('hex');
  const message = `Internal error ${id}`;
  try {
    const { env, io, argv } = failed;
    const home = resolveHome({ flags: homeFlag(argv), env, cwd: io.cwd, userHome: io.userHome });
    const { errorLog } = resolvePaths(home);
    if ((statSync(errorLog, { throwIfNoEntry: false })?.size ?? 0) > ERROR_LOG_MAX_BYTES) truncateSync(errorLog);
    // Only the command's name: what follows may be contents or keys.
    const entry = { at: new Date().toISOString(), id, command: argv[0], stack: stackOf(thrown) };
    appendFileSync(errorLog, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    return new CodezError('internal', message, `This is a bug in codez: ${errorLog} has it under this id.`, {
      cause: thrown,
    });
  } catch {
    return new CodezError('internal', message, 'This is a bug in codez: run again with --verbose to see where.', {
      cause: thrown,
    });
  }
}

function homeFlag(argv: readonly string[]): { home?: string } {
  const joined = argv.find((word) => word.startsWith('--home='));
  const home = joined === undefined ? argv[argv.indexOf('--home') + 1] : joined.slice('--home='.length);
  return (joined === undefined && !argv.includes('--home')) || home === undefined ? {} : { home };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
