import { CodezError } from '../core/errors.ts';
import { HIDDEN_SCOPES, OWNER_SCOPES, SCOPES, type Scope } from '../core/scopes.ts';

/** What a host's key may do unless it is said otherwise. */
export const DEFAULT_HOST_SCOPES: readonly Scope[] = ['memory', 'resources', 'files'];
/** What a user may do unless it is said otherwise. */
export const DEFAULT_USER_SCOPES: readonly Scope[] = ['memory', 'resources'];
/** What a key may have: everything but what no key ever gets. */
export const KEY_SCOPES: readonly Scope[] = SCOPES.filter((scope) => !HIDDEN_SCOPES.has(scope));

/**
 * Returns scopes as they are kept: each once, in the order of the list of all.
 * @throws CodezError `invalid` for a word that is no scope, for `admin`, and for none at all
 */
export function checkScopes(words: readonly string[]): readonly Scope[] {
  for (const word of words) {
    if ((KEY_SCOPES as readonly string[]).includes(word)) continue;
    const isHidden = (SCOPES as readonly string[]).includes(word);
    throw new CodezError(
      'invalid',
      isHidden ? `No key has the scope ${word}` : `${JSON.stringify(word.slice(0, 40))} is no scope`,
      `Scopes are ${KEY_SCOPES.join(', ')}.`,
    );
  }
  if (words.length === 0)
    throw new CodezError('invalid', 'A key needs a scope', `Scopes are ${KEY_SCOPES.join(', ')}.`);
  return KEY_SCOPES.filter((scope) => words.includes(scope));
}

/** Returns scopes for a principal; what no key may have is left out, whatever a record says. */
export function toScopeSet(scopes: readonly Scope[]): ReadonlySet<Scope> {
  return new Set(scopes.filter((scope) => OWNER_SCOPES.has(scope)));
}
