import { CodezError } from '../../core/errors.ts';
import type { Principal } from '../../core/principal.ts';
import type { SessionRecord } from '../records/session-record.ts';
import { checkKeyLimit } from './check-key-limit.ts';
import { modeOfSession, startModeOf } from './mode-of-session.ts';
import { isWithinMode } from './permission-modes.ts';

/** UTF-16 units of tools' names in a refusal. */
const MAX_NAMES = 200;

type Records = { get(sessionId: string): SessionRecord | undefined };

/**
 * Refuses a call from inside a session that would drive (prompt, abort, dispose of) one which may do more than the
 * session that calls: through it an agent would do what it may not. Itself and what it has made it drives always.
 * What a session of a terminal may do is not known here: there the person before it is asked by Claude Code.
 * A key with a highest mode drives nothing beyond it either, see `checkKeyLimit`.
 * @throws CodezError `forbidden`
 */
export function checkDriving(
  records: Records,
  principal: Pick<Principal, 'kind' | 'name' | 'scopes' | 'maxMode'>,
  sessionId: string,
): void {
  checkKeyLimit(records, principal, sessionId);
  if (principal.kind !== 'session' || sessionId === principal.name) return;
  const target = records.get(sessionId);
  const caller = records.get(principal.name);
  if (caller?.launch === undefined || target?.parent === principal.name) return;
  if (!isWithinMode(modeOfSession(target), startModeOf(caller))) {
    throw tooHigh(sessionId, `runs in permission mode ${modeOfSession(target)}, above ${startModeOf(caller)}`);
  }
  const mayUse = unaskedTools(caller);
  const beyond = unaskedTools(target).filter((tool) => !mayUse.includes(tool));
  if (beyond.length > 0) throw tooHigh(sessionId, `may use tools unasked: ${namesOf(beyond)}`);
  const withheld = target?.launch?.disallowedTools ?? [];
  const regained = (caller.launch.disallowedTools ?? []).filter((tool) => !withheld.includes(tool));
  if (regained.length > 0) throw tooHigh(sessionId, `may use tools that are withheld there: ${namesOf(regained)}`);
}

function unaskedTools(record: SessionRecord | undefined): readonly string[] {
  return [...(record?.launch?.allowedTools ?? []), ...(record?.always_allowed ?? [])];
}

function namesOf(tools: readonly string[]): string {
  return tools.join(', ').slice(0, MAX_NAMES);
}

function tooHigh(sessionId: string, what: string): CodezError {
  return new CodezError(
    'forbidden',
    `Session ${sessionId} may do more than the session that asks: it ${what}`,
    'Make a session of your own with create_session, or let a person at the machine do it.',
  );
}
