import { CodezError } from '../core/errors.ts';
import type { Scope } from '../core/scopes.ts';

/** The refusal of `what` (the beginning of a sentence) to a caller without `scope`. */
export function insufficientScope(what: string, scope: Scope): CodezError {
  return new CodezError(
    'forbidden',
    `insufficient_scope: ${what} needs the scope ${scope}`,
    'Use a credential that has this scope.',
  );
}
