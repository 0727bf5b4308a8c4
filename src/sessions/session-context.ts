import type { RunningClaudes } from '../claude/process/create-running-claudes.ts';
import type { Transcripts } from '../claude/transcripts/transcripts.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { LiveContext } from './live/live-context.ts';
import type { SessionDrivers } from './live/session-drivers.ts';
import type { PermissionSource } from './permissions/permission-source.ts';
import type { AheadRecords } from './records/ahead-records.ts';
import type { AnswerRecord } from './records/answer-record.ts';
import type { SessionRecord } from './records/session-record.ts';
import type { FolderTrust } from './rules/folder-trust.ts';
import type { SessionLimits } from './rules/session-limits.ts';
import type { SessionActivity } from './session-service.ts';
import type { StartCursors } from './start-cursors.ts';

/** What the operations on sessions share. */
export interface SessionContext extends LiveContext {
  readonly records: AheadRecords<SessionRecord>;
  readonly answers: AheadRecords<AnswerRecord>;
  readonly drivers: SessionDrivers;
  readonly transcripts: Transcripts;
  /** The full text of the transcripts. */
  readonly index: SearchIndex;
  readonly trust: FolderTrust;
  readonly limits: SessionLimits;
  readonly starts: StartCursors;
  /** Permission requests of sessions that codez does not run. */
  readonly permissionSources: readonly PermissionSource[];
  /** The Claude Code processes of this machine, codez' own among them. */
  readonly running: RunningClaudes;
  /** When a session was last seen run by another process, by session; milliseconds since the epoch. */
  readonly seenForeign: Map<string, number>;
  /** What a session of another process does, as far as its transcript tells. */
  mirroredActivity(sessionId: string): SessionActivity | undefined;
  /** Resolves when the processes of an earlier server have been taken over. @throws CodezError `unavailable` without a server */
  serving(): Promise<void>;
}
