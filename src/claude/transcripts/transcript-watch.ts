/** Whole lines that were appended to a transcript. */
export interface TranscriptAppend {
  readonly sessionId: string;
  readonly slug: string;
  /** Set for the transcript of a sub-agent: its id. */
  readonly agentId?: string;
  readonly path: string;
  /** Parsed records; lines that are no JSON object are left out. */
  readonly records: readonly { readonly value: Readonly<Record<string, unknown>>; readonly endOffset: number }[];
}

/** Follows all transcripts by one watch per directory and a slow sweep. */
export interface TranscriptWatch {
  /**
   * Begins to follow. Files that exist are read from `offsetOf(path)`, by default from their end; files that appear
   * later from their beginning.
   */
  start(onAppend: (append: TranscriptAppend) => void, offsetOf?: (path: string) => number | undefined): Promise<void>;
  /** Goes on at the file's present end without handing on what is before: for what another source has told. */
  skip(sessionId: string): Promise<void>;
  /** Directories watched, files known, and what could not be watched. */
  status(): { readonly directories: number; readonly files: number; readonly problems: readonly string[] };
  close(): Promise<void>;
}
