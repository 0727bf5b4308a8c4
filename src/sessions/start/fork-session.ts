import { findForkPoint } from '../../claude/transcripts/find-fork-point.ts';
import { CodezError } from '../../core/errors.ts';
import type { PermissionMode } from '../../core/permission-mode.ts';
import { principalId } from '../../core/principal.ts';
import { readSession } from '../listing/read-sessions.ts';
import { checkAllowedTools } from '../rules/allowed-tools.ts';
import { checkMode } from '../rules/permission-modes.ts';
import { resolveWorkingFolder } from '../rules/working-folder.ts';
import type { SessionContext } from '../session-context.ts';
import type { Caller, SessionService } from '../session-service.ts';
import { resolveParent, withParentsLimits } from './child-rules.ts';

type ForkRequest = Parameters<SessionService['fork']>[0];

/**
 * Makes a session that begins with all of another one, or its part up to a message. The record of the source it goes
 * up to is kept, so that the source may go on before the fork's process starts, which is with its first prompt.
 * @throws CodezError `not_found` (source, message), `forbidden` (folder, mode)
 */
export async function forkSession(
  context: SessionContext,
  request: ForkRequest,
  caller: Caller,
): Promise<{ session_id: string; forked_from: string; cursor: string }> {
  await context.serving();
  const { sessionId: source, messageId, title, slug } = request;
  const info = await readSession(context, source, slug);
  const known = context.records.get(source);
  const cwd = await resolveWorkingFolder(info.cwd, context.limits);
  const wanted = known?.launch?.permissionMode as PermissionMode | undefined;
  const { mode, ...family } = resolveParent(context, caller.principal, wanted);
  checkMode(mode, context.limits, caller.principal);
  const ofParent = context.records.get(caller.principal.name)?.launch?.allowedTools;
  checkAllowedTools(known?.launch?.allowedTools ?? [], caller.principal, ofParent);
  // A fork that was never prompted has no transcript: what it holds is in its own source.
  const isUnused = known?.forked_from !== undefined && (await context.transcripts.pathOf(source)) === undefined;
  const holder = isUnused ? (known.forked_from as string) : source;
  const path = await context.transcripts.pathOf(holder);
  const end =
    path === undefined
      ? undefined
      : await findForkPoint(path, messageId ?? (isUnused ? known.fork_message : undefined));
  if (end === undefined) throw nothingToFork(source, messageId);
  const cursor = context.log.head();
  const by = principalId(caller.principal);
  const sessionId = context.ids.uuid();
  await context.records.keep(sessionId, {
    session_id: sessionId,
    created_by: by,
    created_at: context.clock(),
    cwd,
    title: title ?? info.title,
    launch: withParentsLimits(context, caller.principal, { ...known?.launch, permissionMode: mode }),
    forked_from: holder,
    fork_at: end.recordId,
    fork_message: end.messageId,
    ...family,
  });
  context.tell(sessionId, { type: 'session.created', cwd, created_by: by, forked_from: source, permission_mode: mode });
  context.starts.note(by, sessionId, cursor);
  return { session_id: sessionId, forked_from: source, cursor };
}

function nothingToFork(source: string, messageId: string | undefined): CodezError {
  return messageId === undefined
    ? new CodezError(
        'conflict',
        `Session ${source} has no message yet`,
        'Send it a prompt first, or make a new session.',
      )
    : new CodezError(
        'not_found',
        `Session ${source} has no message ${messageId}`,
        'Take a message_id that get_session shows; messages of sub-agents are none.',
      );
}
