import { CodezError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';

/**
 * Refuses tools that are to run unasked where the caller may not answer for them: to allow in advance is to answer.
 * A call from inside a session allows no more than what that session was allowed itself.
 * @throws CodezError `forbidden`
 */
export function checkAllowedTools(
  wanted: readonly string[],
  principal: Pick<Principal, 'kind' | 'scopes'>,
  allowedToParent: readonly string[] = [],
): void {
  if (wanted.length === 0) return;
  if (!hasScope(principal.scopes, 'approve')) {
    throw new CodezError(
      'forbidden',
      'insufficient_scope: tools that run unasked need the scope approve',
      'Leave allowed_tools out: what needs a permission is then asked.',
    );
  }
  const beyond = principal.kind === 'session' ? wanted.filter((rule) => !allowedToParent.includes(rule)) : [];
  if (beyond.length === 0) return;
  throw new CodezError(
    'forbidden',
    `A session lets no tool run unasked that it may not use unasked itself: ${beyond.join(', ').slice(0, 200)}`,
    'Leave allowed_tools out: what needs a permission is then asked.',
  );
}
