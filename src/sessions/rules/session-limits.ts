import type { PermissionMode } from '../../core/permission-mode.ts';

/** What sessions may be, on this server. */
export interface SessionLimits {
  /** Folders (absolute, real) below which a session may work. */
  readonly roots: readonly string[];
  /** Folders (absolute, real) in which none may, even below a root: the data directory, the file root. */
  readonly forbidden: readonly string[];
  readonly maxMode: PermissionMode;
  readonly allowBypass: boolean;
  /** Processes at a time. */
  readonly maxSessions: number;
  /** After this long without a turn a process is ended. */
  readonly idleTimeoutMs: number;
}
