import type { JsonRecord } from './record-fields.ts';

/** One record of a transcript and where its line ends. */
export interface AppendedRecord {
  readonly value: JsonRecord;
  readonly endOffset: number;
}

/** Whole lines that were appended to a transcript. */
export interface TranscriptAppend {
  readonly sessionId: string;
  readonly slug: string;
  /** Set for the transcript of a sub-agent: its id. */
  readonly agentId?: string;
  readonly path: string;
  /** Where the first of these lines begins. */
  readonly startOffset: number;
  /** Just behind the last of these lines. */
  readonly endOffset: number;
  /** Parsed records; lines that are no JSON object are left out. */
  readonly records: readonly AppendedRecord[];
  /** Bytes from `startOffset` on that were passed over, because they were too many; there are no records then. */
  readonly skippedBytes?: number;
}

export interface WatchStart {
  /** Where to go on in a file that exists; undefined: at its end. */
  readonly offsetOf?: (path: string, bornAtMs: number) => number | undefined;
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
  /** Goes on at the files' present ends without handing on what is before: for what another source has told. */
  skip(sessionId: string): Promise<void>;
  /** Resolves when every change seen so far has been handed on. */
  drain(): Promise<void>;
  /** Directories watched, files known, and what could not be watched. */
  status(): { readonly directories: number; readonly files: number; readonly problems: readonly string[] };
  close(): Promise<void>;
}
