import type { PermissionMode } from '../../core/permission-mode.ts';
import type { SessionRecord } from '../records/session-record.ts';
import { isWithinMode } from './permission-modes.ts';

/** Returns the mode a session's processes are started in; `default` where codez does not start them. */
export function startModeOf(record: SessionRecord | undefined): PermissionMode {
  return (record?.launch?.permissionMode ?? 'default') as PermissionMode;
}

/**
 * Returns how much a session may do at most: its process may have come to a higher mode than it was started in, as by
 * an approved plan, and may go back from a lower one.
 */
export function modeOfSession(record: SessionRecord | undefined): PermissionMode {
  const start = startModeOf(record);
  const current = (record?.current_mode ?? start) as PermissionMode;
  return isWithinMode(current, start) ? start : current;
}

/** Returns the mode that a session goes on in once its plan is approved. */
export function modeAfterPlan(record: SessionRecord | undefined): PermissionMode {
  const mode = modeOfSession(record);
  return mode === 'plan' ? 'default' : mode;
}
