import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import type { Principal } from '../../core/principal.ts';
import type { SessionRecord } from '../records/session-record.ts';
import { isWithinMode } from './permission-modes.ts';

/** UTF-16 units of tools' names in a refusal. */
const MAX_NAMES = 200;

type Records = { get(sessionId: string): SessionRecord | undefined };

/**
 * Refuses a call from inside a session that would drive (prompt, abort, dispose of) one which may do more than the
 * session that calls: through it an agent would do what it may not. Itself and what it has made it drives always.
 * What a session of a terminal may do is not known here: there the person before it is asked by Claude Code.
 * @throws CodezError `forbidden`
 */
export function checkDriving(records: Records, principal: Pick<Principal, 'kind' | 'name'>, sessionId: string): void {
  if (principal.kind !== 'session' || sessionId === principal.name) return;
  const target = records.get(sessionId);
  const caller = records.get(principal.name);
  if (caller?.launch === undefined || target?.parent === principal.name) return;
  if (!isWithinMode(modeOf(target), modeOf(caller))) {
    throw tooHigh(sessionId, `runs in permission mode ${modeOf(target)}, above ${modeOf(caller)}`);
  }
  const mayUse = unaskedTools(caller);
  const beyond = unaskedTools(target).filter((tool) => !mayUse.includes(tool));
  if (beyond.length > 0) throw tooHigh(sessionId, `may use tools unasked: ${namesOf(beyond)}`);
  const withheld = target?.launch?.disallowedTools ?? [];
  const regained = (caller.launch.disallowedTools ?? []).filter((tool) => !withheld.includes(tool));
  if (regained.length > 0) throw tooHigh(sessionId, `may use tools that are withheld there: ${namesOf(regained)}`);
}

function modeOf(record: SessionRecord | undefined): PermissionMode {
  return (record?.launch?.permissionMode ?? 'default') as PermissionMode;
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
