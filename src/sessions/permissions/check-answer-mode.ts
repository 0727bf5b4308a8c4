import type { Principal } from '../../core/principal.ts';
import type { OpenPermission } from '../live/open-permission.ts';
import { modeAfterPlan, startModeOf } from '../rules/mode-of-session.ts';
import { checkKeysMode, checkMode, modeOfChild } from '../rules/permission-modes.ts';
import type { SessionContext } from '../session-context.ts';
import type { PermissionAnswer } from '../session-service.ts';

/**
 * Refuses to approve a plan where the session would go on in a mode that the caller (its key, or the session it calls
 * from) or, for a session of ours, this server does not allow: approving lets it leave plan mode. To deny is anybody's.
 * @throws CodezError `forbidden`
 */
export function checkAnswerMode(
  { records, limits, permissionSources }: Pick<SessionContext, 'records' | 'limits' | 'permissionSources'>,
  { sessionId, requestId, behavior }: PermissionAnswer,
  live: Pick<OpenPermission, 'ask'> | undefined,
  principal: Pick<Principal, 'kind' | 'name' | 'isRemote' | 'maxMode'>,
): void {
  if (behavior !== 'allow') return;
  if (live !== undefined) {
    if (live.ask !== 'plan') return;
    const mode = modeAfterPlan(records.get(sessionId));
    checkMode(mode, limits, principal);
    if (principal.kind === 'session') modeOfChild(startModeOf(records.get(principal.name)), mode);
    return;
  }
  const isOfTerminal = permissionSources.some((source) =>
    source.list(sessionId).some((request) => request.request_id === requestId && request.kind === 'plan'),
  );
  if (isOfTerminal) checkKeysMode(modeAfterPlan(undefined), principal);
}
