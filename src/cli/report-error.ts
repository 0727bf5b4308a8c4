import { randomBytes } from 'node:crypto';
import { CodezError, edgesOf } from '../core/errors.ts';
import { type FailedCommand, writeErrorLog } from './error-log.ts';
import { escapeLines, styleFor } from './output.ts';
import { toCodezError } from './system-error.ts';
import { UsageError } from './usage-error.ts';

/**
 * Writes an error to stderr, as three parts or with `--json` as `{"error":{"code","message","hint"}}`, and returns
 * its exit code. The stack is shown with `--verbose` only.
 */
export async function reportError(thrown: unknown, failed: FailedCommand): Promise<number> {
  const { argv, env, io } = failed;
  const known = toCodezError(thrown);
  const error = known === undefined || isBug(known) ? recordBug(thrown, failed) : known;
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  if (own.includes('--json')) {
    const { code, message, hint, fields } = error;
    const json = JSON.stringify({ error: { code, message, hint, ...(fields && { fields }) } });
    // In JSON an escaped character is the same character.
    io.stderr.write(`${escapeLines(json)}\n`);
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
  if (own.includes('--verbose')) io.stderr.write(`${escapeLines(stackOf(error))}\n`);
  return edgesOf(error.code).exit;
}

/** Keeps the stack of a bug where the message says, and returns the error that is shown. */
function recordBug(thrown: unknown, failed: FailedCommand): CodezError {
  const message = thrown instanceof CodezError ? thrown.message : `Internal error ${randomBytes(4).toString('hex')}`;
  const file = writeErrorLog(message.split(' ').at(-1) ?? '', stackOf(thrown), failed);
  const where = file === undefined ? 'run again with --verbose to see where' : `${file} has it under this id`;
  return new CodezError('internal', message, `This is a bug in codez: ${where}.`, { cause: thrown });
}

/** A bug in this process; one of a server comes without its cause, and the server's own log has it. */
function isBug(error: CodezError): boolean {
  return error.code === 'internal' && error.cause !== undefined;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
