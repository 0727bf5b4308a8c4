import type { JsonRecord } from './record-fields.ts';

/** One record of a transcript and where its line ends. */
export interface AppendedRecord {
  readonly value: JsonRecord;
  readonly endOffset: number;
}

/** Whole lines that were appended to a transcript. */
export interface TranscriptAppend extends TranscriptFile {
  /** Where the first of these lines begins. */
  readonly startOffset: number;
  /** Just behind the last of these lines. */
  readonly endOffset: number;
  /** Parsed records; lines that are no JSON object are left out. */
  readonly records: readonly AppendedRecord[];
  /** Bytes from `startOffset` on that were passed over, because they were too many; there are no records then. */
  readonly skippedBytes?: number;
  /** When the file was made, in ms since the epoch. */
  readonly bornAtMs: number;
}

/** Which transcript a file is. */
export interface TranscriptFile {
  readonly sessionId: string;
  readonly slug: string;
  /** Set for the transcript of a sub-agent: its id. */
  readonly agentId?: string;
  readonly path: string;
}

/** A file as it was seen first. Times are milliseconds since the epoch. */
export interface FileSight {
  readonly sizeBytes: number;
  readonly bornAtMs: number;
  readonly modifiedAtMs: number;
}

export interface WatchStart {
  /** Where to go on in a file that is found: undefined means its end, for a new one its beginning. */
  readonly offsetOf?: (file: TranscriptFile, seen: FileSight) => number | undefined;
  /** Sessions another source tells of: what is appended to their transcripts is passed over. */
  readonly isIgnored?: (sessionId: string) => boolean;
}

/** Follows all transcripts by one watch per directory and a slow sweep. */
export interface TranscriptWatch {
  /**
   * Begins to follow. Files that exist are read from `offsetOf`, by default from their end; files that appear
   * later from their beginning. Resolves when the files that exist are known.
   */
  start(onAppend: (append: TranscriptAppend) => void, options?: WatchStart): Promise<void>;
  /**
   * Goes on at the files' present ends without handing on what is before: for what another source has told.
   * Returns where that is in each.
   */
  skip(sessionId: string): Promise<readonly { readonly path: string; readonly offset: number }[]>;
  /** Resolves when every change seen so far has been handed on. */
  drain(): Promise<void>;
  /** Directories watched, files known, and what could not be watched. */
  status(): { readonly directories: number; readonly files: number; readonly problems: readonly string[] };
  close(): Promise<void>;
}
