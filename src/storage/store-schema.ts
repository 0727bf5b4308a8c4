/** Version of the file formats that this version of codez writes, and the newest one it reads. */
export const STORE_SCHEMA = 1;

export const DIRECTORY_MODE = 0o700;
export const FILE_MODE = 0o600;

/** Names in the data directory that are not collections. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'events',
  'access',
  'run',
  'files',
  'quarantine',
  'index',
  'cache',
]);

/** Where damaged files are set aside, inside the data directory. */
export const QUARANTINE = 'quarantine';

/** First line of a journal. */
export interface JournalHeader {
  readonly codez: 'journal';
  readonly schema: number;
  readonly collection: string;
  readonly generation: number;
  /** `s` of the first record; one more than the last record before this file. */
  readonly first_seq: number;
  readonly created_at: string;
}

/** First line of a snapshot. */
export interface SnapshotHeader {
  readonly codez: 'snapshot';
  readonly schema: number;
  readonly collection: string;
  readonly generation: number;
  /** `s` of the newest record the snapshot covers. */
  readonly last_seq: number;
  readonly created_at: string;
}

/** Last line of a snapshot; without it the snapshot is not whole. */
export interface SnapshotFooter {
  readonly codez: 'end';
  readonly count: number;
}

/** One change, as journals and snapshots hold it. */
export interface JournalRecord {
  readonly s: number;
  readonly o: 'put' | 'del';
  readonly k: string;
  readonly v?: unknown;
  readonly at: number;
}

export type StoredLine = JournalRecord | JournalHeader | SnapshotHeader | SnapshotFooter;

/** Returns true when a stored line is a record, false when it is a header or footer. */
export function isRecord(line: StoredLine): line is JournalRecord {
  return (line as JournalRecord).o !== undefined;
}
