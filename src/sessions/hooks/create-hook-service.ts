import { askKindOf } from '../../claude/activity/ask-kind.ts';
import { BoundedMap } from '../../core/bounded-map.ts';
import type { Clock } from '../../core/clock.ts';
import { CodezError } from '../../core/errors.ts';
import type { Ids } from '../../core/ids.ts';
import type { EventLog } from '../events/event-log.ts';
import { changesInput } from '../permissions/answer-rules.ts';
import type { PermissionAnswer } from '../session-service.ts';
import type { HookDecision, HookEvent } from './hook-event.ts';
import {
  type HookRequest,
  isOvertaken,
  isSameUse,
  toDecision,
  toPermissionRequest,
  toRequestedEvent,
} from './hook-request.ts';
import type { HookService } from './hook-service.ts';
import { followTools } from './running-tools.ts';

/** Open requests at most, over all sessions: more are left to their terminals. */
const MAX_OPEN = 1000;
/** Characters of their inputs at most, as JSON. */
const MAX_OPEN_SIZE = 64 * 1024 * 1024;
/** Ids of requests that ended, so that a late answer hears why it does not count. */
const MAX_ENDED = 10_000;
/** A session tells something at least this often while it works; a dialog that is open counts in itself. */
const SEEN_MS = 60_000;
const MAX_SEEN = 10_000;

export interface HookServiceOptions {
  readonly events: Pick<EventLog, 'append' | 'subscribe'>;
  /** True for a session that codez runs itself: its process tells everything already. */
  readonly isLive: (sessionId: string) => boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  /** False for a session with nobody before it, who would see a dialog. */
  readonly isAttended: (sessionId: string) => Promise<boolean>;
  /** How long a request stays open. Claude Code's own limit (the hook's `timeout`) is longer. */
  readonly timeoutMs: number;
  /** The same for a session that nobody sits before: it stands still meanwhile. */
  readonly unattendedMs: number;
}

/** How a request ended. */
interface End {
  readonly behavior: 'allow' | 'deny' | 'cancelled';
  readonly by: string;
  readonly decision?: HookDecision;
  readonly isInputChanged?: boolean;
}

export function createHookService(options: HookServiceOptions): HookService {
  const { events, isLive, isAttended, clock, ids, timeoutMs, unattendedMs } = options;
  const open = new Map<string, HookRequest>();
  const ended = new BoundedMap<string, true>(MAX_ENDED);
  let openSize = 0;
  /** When a session was told of last. */
  const seen = new BoundedMap<string, number>(MAX_SEEN);

  const finish = (request: HookRequest, { behavior, by, decision, isInputChanged = false }: End): void => {
    if (!open.delete(request.id)) return;
    openSize -= request.size;
    ended.set(request.id, true);
    events.append([
      {
        type: 'permission.resolved',
        session_id: request.sessionId,
        request_id: request.id,
        behavior,
        by,
        how: 'hook',
        input_changed: isInputChanged,
      },
    ]);
    request.release(decision);
  };

  const openOf = (sessionId: string): HookRequest[] =>
    [...open.values()].filter((request) => request.sessionId === sessionId);

  const used = (sessionId: string, tool: string, input: Readonly<Record<string, unknown>>, isError: boolean): void => {
    const request = openOf(sessionId).find((each) => isSameUse(each, tool, input));
    if (request !== undefined) finish(request, { behavior: isError ? 'cancelled' : 'allow', by: 'terminal' });
  };

  const stopFollowing = followTools(events, ({ sessionId, tool, input }, isError) =>
    used(sessionId, tool, input, isError),
  );

  const ask = (
    event: HookEvent & { name: 'PermissionRequest' },
    signal: AbortSignal,
  ): Promise<HookDecision | undefined> =>
    new Promise((resolve) => {
      const since = clock();
      const expire = (): void => finish(request, { behavior: 'cancelled', by: 'expired' });
      let timer = setTimeout(expire, timeoutMs);
      // Escape in the dialog, or the end of Claude Code: both close the connection.
      const onAbort = (): void => finish(request, { behavior: 'cancelled', by: 'terminal' });
      const request: HookRequest = {
        id: ids.uuid(),
        sessionId: event.sessionId,
        kind: askKindOf(event.tool),
        tool: event.tool,
        input: event.input,
        size: JSON.stringify(event.input).length,
        agentId: event.agentId,
        promptId: event.promptId,
        since,
        release: (decision) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          resolve(decision);
        },
      };
      signal.addEventListener('abort', onAbort);
      open.set(request.id, request);
      openSize += request.size;
      events.append([toRequestedEvent(request)]);
      const shorten = (attended: boolean): void => {
        if (attended || !open.has(request.id)) return;
        clearTimeout(timer);
        timer = setTimeout(expire, unattendedMs);
      };
      // Where that cannot be found out somebody may sit there.
      isAttended(event.sessionId).then(shorten, () => {});
    });

  return {
    async receive(event, signal) {
      if (signal.aborted || isLive(event.sessionId)) return undefined;
      if (event.name === 'SessionEnd') seen.delete(event.sessionId);
      else seen.set(event.sessionId, clock());
      for (const request of openOf(event.sessionId)) {
        if (!isOvertaken(request, event)) continue;
        finish(request, { behavior: 'cancelled', by: event.name === 'SessionEnd' ? 'expired' : 'terminal' });
      }
      if (event.name === 'PostToolUse') used(event.sessionId, event.tool, event.input, false);
      if (event.name !== 'PermissionRequest' || open.size >= MAX_OPEN || openSize >= MAX_OPEN_SIZE) {
        return undefined;
      }
      return await ask(event, signal);
    },

    // A server that starts may hear a hook before it has taken over the session's own process, which tells it too.
    list: (sessionId) =>
      [...open.values()]
        .filter((request) => (sessionId === undefined || request.sessionId === sessionId) && !isLive(request.sessionId))
        .map(toPermissionRequest),

    respond(answer, by) {
      const request = open.get(answer.requestId);
      if (request?.sessionId === answer.sessionId) return answerRequest(request, answer, by);
      return ended.has(answer.requestId) ? Promise.reject(tooLate(answer)) : undefined;
    },

    isSeen(sessionId) {
      if (openOf(sessionId).length > 0) return true;
      return clock() - (seen.get(sessionId) ?? Number.NEGATIVE_INFINITY) < SEEN_MS;
    },

    close() {
      stopFollowing();
      for (const request of [...open.values()]) finish(request, { behavior: 'cancelled', by: 'expired' });
    },
  };

  async function answerRequest(
    request: HookRequest,
    answer: PermissionAnswer,
    by: string,
  ): Promise<{ resolved: boolean }> {
    const decision = toDecision(request, answer);
    const isInputChanged = changesInput(request, answer);
    finish(request, { behavior: answer.behavior, by, decision, isInputChanged });
    return { resolved: true };
  }
}

function tooLate({ sessionId, requestId }: PermissionAnswer): CodezError {
  return new CodezError(
    'conflict',
    `The request ${requestId} of session ${sessionId} was answered before or has ended`,
    'The first answer counts; see permission.resolved in its events.',
  );
}
