import type { ClaudeLauncher, LaunchSpec } from '../../claude/process/claude-process.ts';
import type { StreamReader } from '../../claude/stream/stream-reader.ts';
import type { Clock } from '../../core/clock.ts';
import type { Ids } from '../../core/ids.ts';
import type { Logger } from '../../core/logger.ts';
import type { EventBody } from '../events/event.ts';
import type { EventLog } from '../events/event-log.ts';
import type { PromptBook } from '../prompts/prompt-book.ts';
import type { PromptEnd, PromptRecord } from '../records/prompt-record.ts';
import type { SessionChanges } from '../session-changes.ts';
import type { ToolUseIndex } from '../tool-use-index.ts';
import type { Places } from './places.ts';

/** What the drivers of all sessions share. */
export interface LiveContext {
  readonly launcher: ClaudeLauncher;
  readonly places: Places;
  readonly log: EventLog;
  readonly prompts: PromptBook;
  readonly toolUses: ToolUseIndex;
  readonly changes: SessionChanges;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** After this long without a turn a process is ended. */
  readonly idleTimeoutMs: number;
  createReader(): StreamReader;
  slugOf(cwd: string): string;
  /**
   * How the session's next process is started.
   * @throws CodezError `forbidden` (roots, mode), `conflict` when another process writes the session by now
   */
  resumeSpec(sessionId: string): Promise<LaunchSpec>;
  /** True when the session's transcript holds the prompt: its turn has begun once. */
  hasRecord(prompt: PromptRecord): Promise<boolean>;
  /** Appends events of one session. */
  tell(sessionId: string, ...bodies: readonly EventBody[]): void;
  /**
   * Resolves when all that was told and noted so far is kept: until then the output of a process must stay, for a
   * server that starts again reads it again.
   */
  kept(): Promise<void>;
  /** Ends a prompt in its record and tells it. */
  endPrompt(prompt: PromptRecord, end: PromptEnd): void;
  /** Keeps how the session's last turn ended: its error, if it failed. */
  noteTurn(sessionId: string, error: string | undefined): void;
  /** Keeps the permission mode that the session's process is in. */
  noteMode(sessionId: string, mode: string): void;
  /** Keeps when the session's process ended and, unless it was wanted, why. */
  noteEnd(sessionId: string, error: string | undefined): void;
}
