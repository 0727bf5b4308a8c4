import { CodezError } from '../../core/errors.ts';
import { IndexProblem, toIndexProblem } from './index-file.ts';
import type { PlainError } from './worker-protocol.ts';

const HINT = 'Ask again in a moment; codez index status tells how the index stands.';

/** Returns an error as data, to be sent to another thread. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof CodezError) return { code: error.code, message: error.message, hint: error.hint };
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  if (error instanceof IndexProblem || code.startsWith('SQLITE_')) {
    const { message } = toIndexProblem(error);
    return { code: 'unavailable', message: `The search index cannot answer: ${message}`, hint: HINT };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Returns the error that data stands for. */
export function fromPlainError({ code, message, hint }: PlainError): Error {
  return code === undefined ? new Error(message) : new CodezError(code, message, hint ?? HINT);
}
