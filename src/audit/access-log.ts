import type { AccessRow } from './access-row.ts';

/** Which rows are wanted; what is absent does not narrow. */
export interface AccessQuery {
  /** `kind:name`, or a name of any kind. */
  readonly principal?: string | undefined;
  readonly tool?: string | undefined;
  readonly status?: AccessRow['status'] | undefined;
  readonly door?: AccessRow['door'] | undefined;
  /** Text that stands in any field, in any letter case. */
  readonly q?: string | undefined;
  /** Milliseconds since the epoch: rows from then on. */
  readonly since?: number | undefined;
  /** Rows that are not older than this, in milliseconds. */
  readonly maxAgeMs?: number | undefined;
  /** Rows of reading the log, and of connections of the command line, are left out unless this is true. */
  readonly withReads?: boolean | undefined;
}

export interface AccessPage {
  /** Newest first for `list`, oldest first for `follow`; in the order in which calls ended. */
  readonly rows: readonly AccessRow[];
  /** Where older rows go on (`list`); absent when there are none. A page may hold few rows and yet go on. */
  readonly next?: string;
  /** `list`: behind the newest row there is; `follow`: behind what was looked at. What `follow` goes on from. */
  readonly head: string;
}

/** The access log of the data directory: `access/YYYY-MM-DD.jsonl`. */
export interface AccessLog {
  /** Takes a row; it is on disk within a second, and found at once. Never throws. */
  write(row: AccessRow): void;
  /** Calls `listener` for each row that is written. */
  subscribe(listener: (row: AccessRow) => void): () => void;
  /** Rows from the newest back, or from `cursor` on. @throws CodezError `invalid` for a cursor that is none */
  list(query: AccessQuery, page: { readonly limit: number; readonly cursor?: string | undefined }): Promise<AccessPage>;
  /**
   * Rows after `head`, oldest first; waits up to `timeoutMs` until there is one.
   * @throws CodezError `invalid` for a head that is none; what the signal aborts with
   */
  follow(
    query: AccessQuery,
    from: { readonly head: string; readonly limit: number; readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<AccessPage>;
  /** Ends all waits of `follow`, and lets none wait from now on. */
  endWaits(): void;
  status(): AccessLogStatus;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** How the log is doing. */
export interface AccessLogStatus {
  /** What is wrong with the disk; absent when rows are written. */
  readonly problem?: string;
  /** Rows that found no room while the disk failed, since the start. */
  readonly lostRows: number;
  readonly failedWrites: number;
  /** Bytes of rows that wait to be written. */
  readonly waitingBytes: number;
  /** Files and their bytes, the newest included. */
  readonly files: number;
  readonly bytes: number;
}
