import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import type { Principal } from '../../core/principal.ts';
import type { LaunchOptions, SessionRecord } from '../records/session-record.ts';
import { checkDriving } from '../rules/check-driving.ts';
import { modeOfSession, startModeOf } from '../rules/mode-of-session.ts';
import { checkMode, modeOfChild, modeUnasked } from '../rules/permission-modes.ts';
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
  principal: Pick<Principal, 'kind' | 'name' | 'maxMode'>,
  wanted: PermissionMode | undefined,
): { mode: PermissionMode } & Pick<SessionRecord, 'parent' | 'depth'> {
  if (principal.kind !== 'session') return { mode: wanted ?? modeUnasked(principal.maxMode) };
  const parent = context.records.get(principal.name);
  const depth = (parent?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) {
    throw new CodezError(
      'forbidden',
      'This session was itself made from inside a session: it may make none',
      'Do the work in this session, or let the session that made it start another.',
    );
  }
  const ofParent = modeOfChild(startModeOf(parent), wanted);
  const mode = wanted ?? modeUnasked(ofParent, principal.maxMode);
  return { mode, parent: principal.name, depth };
}

/**
 * Refuses another process for a session that has made as many as it may; call right before one is started. Those that
 * wait for a place count.
 * @throws CodezError `busy`
 */
export function checkChildren(
  { records, places, prompts }: Pick<SessionContext, 'records' | 'places' | 'prompts'>,
  principal: Pick<Principal, 'kind' | 'name'>,
  sessionId: string,
): void {
  if (principal.kind !== 'session') return;
  const used = new Set([...places.holders(), ...prompts.unfinished()]);
  const busy = [...used].filter((id) => id !== sessionId && records.get(id)?.parent === principal.name);
  if (busy.length < MAX_CHILDREN) return;
  throw new CodezError(
    'busy',
    `This session has ${busy.length} sessions of its own running, as many as it may: ${busy.join(', ')}`,
    'Prompt one of them, or dispose of one.',
  );
}

/**
 * Returns how a new session is started, with what the session that asks for it may not do either.
 * @throws CodezError `forbidden` when it would spend more
 */
export function withParentsLimits(
  { records }: Pick<SessionContext, 'records'>,
  principal: Pick<Principal, 'kind' | 'name'>,
  launch: LaunchOptions,
): LaunchOptions {
  const parent = principal.kind === 'session' ? records.get(principal.name)?.launch : undefined;
  const disallowedTools = [...new Set([...(launch.disallowedTools ?? []), ...(parent?.disallowedTools ?? [])])];
  const { maxBudgetUsd = parent?.maxBudgetUsd } = launch;
  if (maxBudgetUsd !== undefined && maxBudgetUsd > (parent?.maxBudgetUsd ?? Number.POSITIVE_INFINITY)) {
    throw new CodezError(
      'forbidden',
      `A budget of ${maxBudgetUsd} USD is above ${parent?.maxBudgetUsd}, that of the session that asks for it`,
      'Ask for as much or less.',
    );
  }
  return {
    ...launch,
    ...(disallowedTools.length === 0 ? {} : { disallowedTools }),
    ...(maxBudgetUsd === undefined ? {} : { maxBudgetUsd }),
  };
}

/**
 * Refuses a prompt to a session whose mode the caller could not ask for, and one from inside a session to another that
 * may do more.
 * @throws CodezError `forbidden`
 */
export function checkReach(
  { records, limits }: Pick<SessionContext, 'records' | 'limits'>,
  principal: Pick<Principal, 'kind' | 'name' | 'scopes' | 'maxMode' | 'isRemote'>,
  sessionId: string,
): void {
  if (principal.kind === 'owner' && principal.isRemote !== true) return;
  checkMode(modeOfSession(records.get(sessionId)), limits, principal);
  checkDriving(records, principal, sessionId);
}
