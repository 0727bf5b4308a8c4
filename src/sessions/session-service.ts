import type { TokenUsage } from '../claude/activity/activity.ts';
import type { AskKind } from '../claude/activity/ask-kind.ts';
import type { MemoryFile, MessageExtra, Project, TranscriptMessage } from '../claude/transcripts/transcripts.ts';
import type { UsageGroup, UsageQuery, UsageReport } from '../claude/usage/usage.ts';
import type { PermissionMode } from '../core/permission-mode.ts';
import type { Principal } from '../core/principal.ts';
import type { PromptError } from './events/event.ts';
import type { IndexWait } from './search/await-index.ts';
import type { FoundMessages, SearchSessions } from './search/search-sessions.ts';
import type { SessionInfo } from './session-info.ts';

/** `live`: codez owns the process; `mirror`: another process writes it; `idle`: nobody does. */
export type SessionStatus = 'live' | 'mirror' | 'idle';
/** `waiting`: for an answer to a permission, a question or a plan. */
export type SessionActivity = 'running' | 'waiting' | 'idle';

/** Who asks for something, and how it can be reached again. */
export interface Caller {
  readonly principal: Principal;
  /** The MCP session the call came in by, if any. */
  readonly conversation?: string | undefined;
  readonly signal: AbortSignal;
}

export interface CreateSession {
  readonly cwd?: string | undefined;
  readonly slug?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly model?: string | undefined;
  readonly permissionMode?: PermissionMode | undefined;
  readonly prompt?: string | undefined;
  readonly queue?: boolean | undefined;
  readonly title?: string | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly allowedTools?: readonly string[] | undefined;
  readonly disallowedTools?: readonly string[] | undefined;
  readonly maxBudgetUsd?: number | undefined;
  readonly options?: SessionOptions | undefined;
}

export interface SessionOptions {
  readonly effort?: string | undefined;
  readonly append_system_prompt?: string | undefined;
  readonly json_schema?: Readonly<Record<string, unknown>> | undefined;
  readonly add_dirs?: readonly string[] | undefined;
  readonly fallback_model?: string | undefined;
}

export interface CreatedSession {
  readonly session_id: string;
  readonly slug: string;
  readonly cwd: string;
  readonly status: SessionStatus;
  readonly created: boolean;
  readonly trusted: boolean;
  /** How to have the folder's own settings apply; present when it is not trusted. */
  readonly trust_hint?: string;
  readonly prompt_id?: string;
  /** Events of this session begin behind it. */
  readonly cursor: string;
}

export interface SendPrompt {
  readonly sessionId: string;
  readonly text: string;
  readonly slug?: string | undefined;
  readonly cwd?: string | undefined;
  readonly images?: readonly { readonly media_type: string; readonly data: string }[] | undefined;
  readonly promptId?: string | undefined;
  readonly queue?: boolean | undefined;
}

export interface AcceptedPrompt {
  readonly prompt_id: string;
  readonly via: 'live' | 'resume' | 'channel';
  /** Events of this prompt begin behind it. */
  readonly cursor: string;
}

export type PromptState = 'queued' | 'running' | 'waiting' | 'done' | 'aborted' | 'error' | 'lost';

/** What became of a prompt; kept 7 days. */
export interface PromptInfo {
  readonly session_id: string;
  readonly prompt_id: string;
  readonly state: PromptState;
  readonly result_text?: string;
  readonly error?: PromptError;
  readonly usage?: TokenUsage;
  readonly cost_usd?: number;
  readonly created_at: string;
  readonly started_at?: string;
  readonly ended_at?: string;
}

export interface PermissionRequest {
  readonly request_id: string;
  readonly session_id: string;
  readonly kind: AskKind;
  readonly tool: string;
  /** Absent for who may not answer. */
  readonly input?: unknown;
  /** For `question`: what is asked, with its choices. */
  readonly questions?: unknown;
  readonly created_at: string;
  readonly via: 'live' | 'hook' | 'channel';
}

export interface PermissionAnswer {
  readonly sessionId: string;
  readonly requestId: string;
  readonly behavior: 'allow' | 'deny';
  readonly message?: string | undefined;
  readonly updatedInput?: Readonly<Record<string, unknown>> | undefined;
  /** Allow this tool for the rest of this session. */
  readonly always?: boolean | undefined;
  /** Question → answer, for `question`. */
  readonly answers?: Readonly<Record<string, string>> | undefined;
}

export interface ListSessions {
  readonly slug?: string | undefined;
  readonly status?: SessionStatus | undefined;
  readonly label?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly archived: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface SessionUsageQuery extends UsageQuery {
  /** Groups at most. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A group with what a person knows it by: the path of a project, the title of a session. */
export interface ShownUsageGroup extends UsageGroup {
  readonly path?: string;
  readonly title?: string;
}

export interface SessionUsageReport extends UsageReport {
  /** A page of them. */
  readonly groups: readonly ShownUsageGroup[];
  readonly nextCursor?: string;
}

/**
 * Everything that can be done with sessions. Ids are checked by `isSessionId` and `isSlug` before they reach here.
 * From inside a session (a caller of kind `session`) one may be prompted, aborted and disposed of only where it may do no
 * more than that session itself, see `checkDriving`; names, labels and the archive flag, which change nothing of
 * what a session may do, are anybody's.
 * Refusals are `CodezError`s: `not_found`, `forbidden` (roots, modes, own permission), `conflict` (second answer,
 * mirrored session), `busy` (no place), `invalid`, `unavailable` (no binary, no server).
 */
export interface SessionService {
  listProjects(): Promise<readonly Project[]>;
  listSessions(query: ListSessions): Promise<{ sessions: readonly SessionInfo[]; nextCursor?: string }>;
  getSession(
    sessionId: string,
    options: {
      slug?: string | undefined;
      limit: number;
      cursor?: string | undefined;
      include: ReadonlySet<MessageExtra>;
      maxBytes: number;
    },
  ): Promise<{ session: SessionInfo; messages: readonly TranscriptMessage[]; nextCursor?: string }>;
  /**
   * Returns a page of the messages and titles that hold every word. Waits for what is not indexed yet, 20 s at most.
   * @throws CodezError `invalid` for a query without words or a cursor that is none; `unavailable` when the index failed
   */
  search(query: SearchSessions, wait: IndexWait): Promise<FoundMessages>;
  readMemory(slug: string): Promise<readonly MemoryFile[]>;
  /** What the responses of the model used, sub-agents included, each counted once. */
  usage(query: SessionUsageQuery): Promise<SessionUsageReport>;

  create(request: CreateSession, caller: Caller): Promise<CreatedSession>;
  prompt(request: SendPrompt, caller: Caller): Promise<AcceptedPrompt>;
  /** @throws CodezError `not_found` */
  getPrompt(sessionId: string, promptId: string): PromptInfo;
  /** Resolves when the prompt has ended or the time is over. */
  waitForPrompt(
    sessionId: string,
    promptId: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<{ prompt: PromptInfo; timedOut: boolean; cursor: string }>;
  waitForIdle(
    sessionIds: readonly string[],
    until: 'any' | 'all',
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<{
    sessions: readonly { session_id: string; activity: SessionActivity; last_prompt?: PromptInfo }[];
    timedOut: boolean;
    cursor: string;
  }>;
  abort(sessionId: string, caller: Caller): Promise<{ aborted: boolean; queued: number }>;
  dispose(sessionId: string, caller: Caller): Promise<{ disposed: boolean }>;
  /** Ends every live session's process and all they started; resolves when all are gone. */
  endAll(): Promise<{ ended: number }>;
  fork(
    request: {
      sessionId: string;
      slug?: string | undefined;
      messageId?: string | undefined;
      title?: string | undefined;
    },
    caller: Caller,
  ): Promise<{ session_id: string; forked_from: string; cursor: string }>;
  listPermissions(sessionId: string | undefined, caller: Caller): readonly PermissionRequest[];
  respond(answer: PermissionAnswer, caller: Caller): Promise<{ resolved: boolean }>;
  /** Title, labels and archive flag are codez' own; transcripts are not changed. */
  update(
    sessionId: string,
    change: {
      title?: string | undefined;
      labels?: readonly string[] | undefined;
      archived?: boolean | undefined;
    },
    caller: Caller,
  ): Promise<SessionInfo>;
  /** Marks a folder (made real) as one whose settings, hooks and MCP servers may run. Idempotent. */
  trust(folder: string): Promise<{ folder: string; trusted: true; changed: boolean }>;
  /** The session whose tool use this is, if codez sees it: waits a moment for output that is just being written. */
  findSessionOfToolUse(toolUseId: string): Promise<string | undefined>;
  /** The MCP session that started the turn in which a permission is asked; undefined when none did. */
  conversationOf(sessionId: string): string | undefined;
  /** Where a caller without a cursor begins: its latest create, fork or prompt of the last 10 min. */
  startCursorOf(principalId: string, sessionId: string | undefined): string | undefined;
  /** True while codez itself runs the session's process. */
  isLive(sessionId: string): boolean;
  counts(): { live: number; mirror: number };
}
