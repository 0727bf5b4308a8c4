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
 * @throws CodezError `forbidden` (mode above the parent's, too deep)
 */
export function resolveParent(
  context: Pick<SessionContext, 'records'>,
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
  const parentMode = (parent?.launch?.permissionMode ?? 'default') as PermissionMode;
  return { mode: modeOfChild(parentMode, wanted), parent: principal.name, depth };
}

/**
 * Refuses another process for a session that has made as many as it may; call right before one is started.
 * @throws CodezError `busy`
 */
export function checkChildren(
  { records, places }: Pick<SessionContext, 'records' | 'places'>,
  principal: Pick<Principal, 'kind' | 'name'>,
): void {
  if (principal.kind !== 'session') return;
  const alive = [...places.holders()].filter((id) => records.get(id)?.parent === principal.name);
  if (alive.length < MAX_CHILDREN) return;
  throw new CodezError(
    'busy',
    `This session has ${alive.length} sessions of its own running, as many as it may: ${alive.join(', ')}`,
    'Prompt one of them, or dispose of one.',
  );
}
