import type { CountedSession } from '../../claude/transcripts/transcripts.ts';
import { toIso } from '../../core/clock.ts';
import type { SessionRecord } from '../records/session-record.ts';
import type { SessionContext } from '../session-context.ts';
import type { SessionInfo } from '../session-info.ts';
import type { KnownStatus } from './session-status.ts';

/** One session as its transcript and codez' record tell it; at least one of them is there. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly transcript: CountedSession | undefined;
  readonly record: SessionRecord | undefined;
}

/** Returns when something happened in the session last, in milliseconds since the epoch. */
export function updatedAtOf({ transcript, record }: SessionFacts): number {
  return Math.max(transcript?.updatedAt ?? 0, record?.created_at ?? 0);
}

const NO_TOKENS = { input: 0, output: 0, cache_read: 0, cache_write: 0 };

/** Returns the session as results show it. */
export function toSessionInfo(
  context: Pick<SessionContext, 'drivers' | 'prompts' | 'permissionSources' | 'slugOf'>,
  facts: SessionFacts,
  { status, activity }: KnownStatus,
): SessionInfo {
  const { sessionId, transcript, record } = facts;
  const live = context.drivers.find(sessionId)?.live;
  const cwd = live?.process.spec.cwd ?? record?.cwd ?? transcript?.cwd ?? '';
  const asked = context.permissionSources.reduce((sum, source) => sum + source.list(sessionId).length, 0);
  const model = transcript?.model ?? record?.launch?.model;
  const forkedFrom = record?.forked_from ?? transcript?.forkedFrom;
  return {
    session_id: sessionId,
    slug: transcript?.slug ?? context.slugOf(cwd),
    title: record?.title ?? transcript?.title ?? '',
    cwd,
    status,
    activity,
    queued: context.prompts.queued(sessionId).length,
    created_at: toIso(transcript?.createdAt ?? record?.created_at ?? 0),
    updated_at: toIso(updatedAtOf(facts)),
    message_count: transcript?.messageCount ?? 0,
    ...(model === undefined ? {} : { model }),
    ...(transcript?.gitBranch === undefined ? {} : { git_branch: transcript.gitBranch }),
    ...usageOf(transcript),
    labels: record?.labels ?? [],
    created_by: record?.created_by ?? 'terminal',
    archived: record?.archived ?? false,
    pending_permissions: (live?.state.permissions.size ?? 0) + asked,
    ...(record?.last_error === undefined ? {} : { last_error: record.last_error }),
    ...(forkedFrom === undefined ? {} : { forked_from: forkedFrom }),
  };
}

function usageOf(transcript: CountedSession | undefined): Pick<SessionInfo, 'tokens' | 'context_tokens' | 'cost_usd'> {
  if (transcript === undefined) return { tokens: NO_TOKENS, cost_usd: 0 };
  const { contextTokens, usage } = transcript;
  return {
    tokens: usage.tokens,
    ...(contextTokens === undefined ? {} : { context_tokens: contextTokens }),
    ...(usage.cost_usd === undefined ? {} : { cost_usd: usage.cost_usd }),
  };
}
