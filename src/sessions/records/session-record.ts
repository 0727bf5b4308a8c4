import type { LaunchSpec } from '../../claude/process/claude-process.ts';

/** How a session's processes are started, whichever of them it is. */
export type LaunchOptions = Pick<
  LaunchSpec,
  | 'permissionMode'
  | 'model'
  | 'allowedTools'
  | 'disallowedTools'
  | 'maxBudgetUsd'
  | 'effort'
  | 'appendSystemPrompt'
  | 'jsonSchema'
  | 'addDirs'
  | 'fallbackModel'
>;

/** What codez itself knows of a session, by its id. Times are milliseconds since the epoch. */
export interface SessionRecord {
  readonly session_id: string;
  /** `kind:name` of who made it through codez; absent for sessions made elsewhere. */
  readonly created_by?: string;
  readonly created_at: number;
  /** Where its processes start. */
  readonly cwd?: string;
  readonly title?: string;
  /** When it got this title, where that was later than its creation. */
  readonly titled_at?: number;
  readonly labels?: readonly string[];
  readonly archived?: boolean;
  readonly launch?: LaunchOptions;
  /** The permission mode its process has come to, where that is another than the one it was started in. */
  readonly current_mode?: string;
  /** Tools that were allowed for the rest of the session. */
  readonly always_allowed?: readonly string[];
  readonly forked_from?: string;
  /** The last record of the source that the fork holds. */
  readonly fork_at?: string;
  /** The last message of the source that the fork holds, as `get_session` names it. */
  readonly fork_message?: string;
  /** True when it has had a transcript. */
  readonly has_begun?: boolean;
  /** The session from which it was made, and how many such steps lie above it. */
  readonly parent?: string;
  readonly depth?: number;
  readonly last_error?: string;
  /** When codez' own process of it ended last. */
  readonly closed_at?: number;
}
