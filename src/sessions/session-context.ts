import type { RunningClaude } from '../claude/process/running-claudes.ts';
import type { Transcripts } from '../claude/transcripts/transcripts.ts';
import type { LiveContext } from './live/live-context.ts';
import type { SessionDrivers } from './live/session-drivers.ts';
import type { PermissionSource } from './permissions/permission-source.ts';
import type { AheadRecords } from './records/ahead-records.ts';
import type { AnswerRecord } from './records/answer-record.ts';
import type { SessionRecord } from './records/session-record.ts';
import type { FolderTrust } from './rules/folder-trust.ts';
import type { SessionLimits } from './rules/session-limits.ts';
import type { StartCursors } from './start-cursors.ts';

/** What the operations on sessions share. */
export interface SessionContext extends LiveContext {
  readonly records: AheadRecords<SessionRecord>;
  readonly answers: AheadRecords<AnswerRecord>;
  readonly drivers: SessionDrivers;
  readonly transcripts: Transcripts;
  readonly trust: FolderTrust;
  readonly limits: SessionLimits;
  readonly starts: StartCursors;
  /** Permission requests of sessions that codez does not run. */
  readonly permissionSources: readonly PermissionSource[];
  /** The Claude Code processes of this machine, codez' own among them. */
  listRunning(): Promise<readonly RunningClaude[]>;
  /** Resolves when the processes of an earlier server have been taken over. @throws CodezError `unavailable` without a server */
  serving(): Promise<void>;
}
