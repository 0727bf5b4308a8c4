import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import type { Principal } from '../../core/principal.ts';
import type { SessionRecord } from '../records/session-record.ts';
import { modeOfChild } from '../rules/permission-modes.ts';
import type { SessionContext } from '../session-context.ts';

/** A session that was made from inside another one makes none itself. */
const MAX_DEPTH = 1;
/** Sessions with a process that one session may have made. */
const MAX_CHILDREN = 3;

/**
 * Returns the mode of a new session and its place below the session that asks for it, if one does.
 * @throws CodezError `forbidden` (mode above the parent's, too deep), `busy` (too many alive)
 */
export function resolveParent(
  context: Pick<SessionContext, 'records' | 'drivers'>,
  principal: Pick<Principal, 'kind' | 'name'>,
  wanted: PermissionMode | undefined,
): { mode: PermissionMode } & Pick<SessionRecord, 'parent' | 'depth'> {
  if (principal.kind !== 'session') return { mode: wanted ?? 'default' };
  const parent = context.records.get(principal.name);
  const depth = (parent?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) {
    throw new CodezError(
      'forbidden',
      'This session was itself made from inside a session: it may make none',
      'Do the work in this session, or let the session that made it start another.',
    );
  }
  let alive = 0;
  for (const [driver] of context.drivers.live()) {
    if (context.records.get(driver.sessionId)?.parent === principal.name) alive += 1;
  }
  if (alive >= MAX_CHILDREN) {
    throw new CodezError(
      'busy',
      `This session has ${alive} sessions of its own running, as many as it may`,
      'Prompt one of them, or dispose of one.',
    );
  }
  const parentMode = (parent?.launch?.permissionMode ?? 'default') as PermissionMode;
  return { mode: modeOfChild(parentMode, wanted), parent: principal.name, depth };
}
