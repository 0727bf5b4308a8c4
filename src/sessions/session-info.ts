import type { TokenUsage } from '../claude/activity/activity.ts';
import type { SessionActivity, SessionStatus } from './session-service.ts';

/** A session with what transcripts, codez' own records and its process tell. Times are ISO 8601 UTC. */
export interface SessionInfo {
  readonly session_id: string;
  readonly slug: string;
  readonly title: string;
  readonly cwd: string;
  readonly status: SessionStatus;
  readonly activity: SessionActivity;
  /** Prompts that wait for their turn. */
  readonly queued: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly message_count: number;
  readonly model?: string;
  readonly git_branch?: string;
  /** What the session used, its sub-agents included. */
  readonly tokens: TokenUsage;
  /** Tokens the last response of the main conversation saw and wrote. */
  readonly context_tokens?: number;
  /** USD; absent when there is a response of a model without a known price. */
  readonly cost_usd?: number;
  readonly labels: readonly string[];
  /** `kind:name` of who made it through codez; `terminal` for any other. */
  readonly created_by: string;
  readonly archived: boolean;
  readonly pending_permissions: number;
  readonly last_error?: string;
  readonly forked_from?: string;
}
