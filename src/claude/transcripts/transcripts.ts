import type { MessagePart, TokenUsage } from '../activity/activity.ts';
import type { SessionUsage, UsageQuery, UsageReport } from '../usage/usage.ts';

/** A project as its transcripts tell it. Times are milliseconds since the epoch. */
export interface Project {
  readonly slug: string;
  /** From the transcripts' `cwd`; undefined when none says it. */
  readonly path: string | undefined;
  readonly sessionCount: number;
  /** Origin of the git repository, without credentials, or the repository's root folder. */
  readonly repo?: string;
  /** Root of the git worktree, when it is not the repository's main one. */
  readonly worktree?: string;
  readonly lastActivityAt: number;
}

/** What a transcript says of its session, without its messages. */
export interface TranscriptSummary {
  readonly sessionId: string;
  readonly slug: string;
  /** The last custom title, else the last generated one, else the summary, else the first words of the first prompt. */
  readonly title: string;
  readonly cwd: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Messages of user and assistant, sub-agents and tool results not counted. */
  readonly messageCount: number;
  readonly model?: string;
  readonly gitBranch?: string;
  readonly forkedFrom?: string;
  /** Tokens the model saw and wrote last in the main conversation; absent before that and right after a compaction. */
  readonly contextTokens?: number;
  readonly sizeBytes: number;
}

/** A session with what it used: its transcript and its sub-agents, copies from other sessions left out. */
export interface CountedSession extends TranscriptSummary {
  readonly usage: SessionUsage;
}

/** One message with its parts; `id` as `messageIdOf` tells it. */
export interface TranscriptMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant' | 'system';
  readonly createdAt: number;
  readonly model?: string;
  readonly usage?: TokenUsage;
  readonly parts: readonly MessagePart[];
  /** Set on messages of a sub-agent: the agent's id. */
  readonly agentId?: string;
}

export type MessageExtra = 'thinking' | 'tool_results' | 'subagents' | 'system';

export interface MessagePage {
  /** Oldest first within the page; the first page is the newest. */
  readonly messages: readonly TranscriptMessage[];
  /** Gives the page before this one; undefined at the beginning of the transcript. */
  readonly nextCursor?: string;
}

/** A file of a project's memory. */
export interface MemoryFile {
  /** Relative to the project, or below `~` for what is outside of it. */
  readonly path: string;
  readonly scope: 'project' | 'user' | 'auto';
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly content: string;
  readonly truncated: boolean;
}

/** The transcripts of Claude Code's configuration directory; reads only, never follows a symbolic link out of it. */
export interface Transcripts {
  /** `<config>/projects`. */
  readonly root: string;
  listProjects(): Promise<readonly Project[]>;
  /** Sessions of one project or all, newest first. Unreadable files are left out. */
  listSessions(slug?: string): Promise<readonly CountedSession[]>;
  /** The transcript of a session wherever it lies (in `slug` first); undefined when there is none. */
  find(sessionId: string, slug?: string): Promise<TranscriptSummary | undefined>;
  /** The same with what the session used, for which all transcripts have to be counted once. */
  describe(sessionId: string, slug?: string): Promise<CountedSession | undefined>;
  /** What all sessions used, sub-agents included, each response counted once. */
  usage(query: UsageQuery): Promise<UsageReport>;
  /** @throws CodezError `not_found`; `invalid` for a cursor of another session */
  readPage(
    sessionId: string,
    options: {
      readonly slug?: string;
      readonly limit: number;
      readonly cursor?: string;
      readonly include: ReadonlySet<MessageExtra>;
      /** Bytes of JSON the page should stay below; at least one message is returned. */
      readonly maxBytes: number;
    },
  ): Promise<MessagePage>;
  /** True when the session's transcript holds a record with this uuid, or a prompt that was sent with it. */
  hasRecord(sessionId: string, uuid: string): Promise<boolean>;
  /** Path of a session's transcript, undefined when there is none. */
  pathOf(sessionId: string): Promise<string | undefined>;
  readMemory(slug: string): Promise<readonly MemoryFile[]>;
  /** Ends the thread that counts, once what was counted is kept. */
  close(): Promise<void>;
}

/** Returns true for what Claude Code uses as session id. */
export function isSessionId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}

/** Returns true for what can be a project's slug. */
export function isSlug(text: string): boolean {
  return /^[A-Za-z0-9-]{1,255}$/.test(text);
}
