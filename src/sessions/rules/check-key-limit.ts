import { CodezError } from '../../core/errors.ts';
import { type Principal, principalId } from '../../core/principal.ts';
import { hasScope } from '../../core/scopes.ts';
import type { SessionRecord } from '../records/session-record.ts';
import { modeOfSession } from './mode-of-session.ts';
import { isWithinMode } from './permission-modes.ts';

/** UTF-16 units of tools' names in a refusal. */
const MAX_NAMES = 200;

/**
 * Refuses to drive (prompt, abort, dispose of) a session that may do more than the caller's key lets its own do: by a
 * higher mode, or by tools that run unasked, which a key that answers no permissions could not ask for. In what the key
 * itself has made, tools that a person has allowed meanwhile are no reason.
 * @throws CodezError `forbidden`
 */
export function checkKeyLimit(
  records: { get(sessionId: string): SessionRecord | undefined },
  principal: Pick<Principal, 'kind' | 'name' | 'scopes' | 'maxMode'>,
  sessionId: string,
): void {
  const { maxMode } = principal;
  if (maxMode === undefined) return;
  const target = records.get(sessionId);
  const mode = modeOfSession(target);
  if (!isWithinMode(mode, maxMode)) {
    throw tooHigh(sessionId, `runs in permission mode ${mode}, above ${maxMode}, the highest this key allows`);
  }
  const isOwn = target?.created_by === principalId(principal) || target?.parent === principal.name;
  if (isOwn || hasScope(principal.scopes, 'approve')) return;
  const unasked = [...(target?.launch?.allowedTools ?? []), ...(target?.always_allowed ?? [])];
  if (unasked.length === 0) return;
  throw tooHigh(sessionId, `may use tools unasked: ${unasked.join(', ').slice(0, MAX_NAMES)}`);
}

function tooHigh(sessionId: string, what: string): CodezError {
  return new CodezError(
    'forbidden',
    `Session ${sessionId} may do more than this key allows: it ${what}`,
    'Make a session of your own with create_session, or let the owner of the machine do it.',
  );
}
