/** Where words are looked for. `subagents`: in messages of sub-agents too, in whatever else is asked for. */
export type SearchPart = 'text' | 'tools' | 'subagents' | 'thinking';
/** Whose words a hit is: `system` for summaries of compacted conversations and output of commands, `title` for titles. */
export type SearchRole = 'user' | 'assistant' | 'system' | 'title';

export interface SearchQuery {
  readonly query: string;
  readonly slug?: string | undefined;
  readonly role?: SearchRole | undefined;
  readonly in: ReadonlySet<SearchPart>;
  /** Messages from this time on, milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** `relevance`: among the newest matches. */
  readonly order: 'recent' | 'relevance';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A message that holds every word of a query. */
export interface SearchHit {
  readonly sessionId: string;
  readonly slug: string;
  /** The sub-agent whose message it is. */
  readonly agentId?: string;
  /** As `get_session` tells it; what a tool printed belongs to the message that called it. Absent for titles. */
  readonly messageId?: string;
  readonly role: SearchRole;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The words around the first match, with every match in it marked. */
  readonly snippet: string;
  readonly cwd?: string;
  /** Begins a page behind this hit. */
  readonly cursor: string;
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly nextCursor?: string;
}

/** How far one pass over the transcripts is; bytes of transcripts. */
export interface PassProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface IndexStatus {
  /** `off`: not begun; `building`: a first build or a rebuild goes on; `ready`: follows what is appended. */
  readonly state: 'off' | 'building' | 'ready' | 'failed';
  /** What people and the model said; comes first. */
  readonly conversation: PassProgress;
  /** What tools were given and what they printed. */
  readonly tools: PassProgress;
  readonly files: number;
  readonly documents: number;
  /** Of the index on disk. */
  readonly sizeBytes: number;
  /** Lines that were too long to be read. */
  readonly skippedLines: number;
  /** What keeps it from being whole, for people. */
  readonly problem?: string;
  /** What was done about damage, newest last; at most 20. */
  readonly healed: readonly { readonly at: number; readonly what: string }[];
}

/** The full text of all transcripts: a derived index in a thread of its own, which may be deleted at any time. */
export interface SearchIndex {
  /** Begins to build in the background; does nothing when it has begun. */
  start(): void;
  /**
   * Returns a page of what is indexed now.
   * @throws CodezError `invalid` for a query without words or a cursor that is none; `unavailable` when the index failed
   */
  search(query: SearchQuery, signal: AbortSignal): Promise<SearchPage>;
  /**
   * Resolves when everything written before the call is indexed for `parts` (none: when all files were looked at), or
   * after `timeoutMs`.
   */
  settle(parts: ReadonlySet<SearchPart>, timeoutMs: number, signal: AbortSignal): Promise<IndexStatus>;
  /** Says that a file has changed; it is read soon. */
  touch(path: string): void;
  status(): IndexStatus;
  /** Calls `listener` while the status changes; returns how to end that. */
  onStatus(listener: (status: IndexStatus) => void): () => void;
  /** Drops the index and begins to build it anew; resolves when that has begun. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}
