import type { Principal } from '../core/principal.ts';

/** A note, exactly as it is stored and shown. Times are ISO 8601 UTC. */
export interface Memory {
  readonly id: string;
  readonly space: string;
  /** Name of the principal that wrote this version. */
  readonly host: string;
  readonly content: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly updated_at: string;
  readonly expires_at?: string;
  /** 1 for a new note, one more with each change. */
  readonly version: number;
}

export interface ScoredMemory extends Memory {
  /** Relevance, present when the query had words; higher is better. */
  readonly score?: number;
}

export interface MemoryInput {
  readonly content: string;
  readonly id?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** 0 stands for "does not exist yet". */
  readonly ifVersion?: number | undefined;
  /** True: a note that is not there is `not_found` instead of being made. */
  readonly mustExist?: boolean | undefined;
  /** Without it the note stays until it is deleted, whatever the version before said. */
  readonly expiresInSeconds?: number | undefined;
  readonly space?: string | undefined;
}

export interface MemoryQuery {
  /** Words; empty means every note, newest first. */
  readonly query: string;
  readonly tags?: readonly string[] | undefined;
  readonly resource?: string | undefined;
  /** Only notes whose current version this principal wrote. */
  readonly host?: string | undefined;
  readonly space?: string | undefined;
  readonly limit: number;
  /** Bytes of JSON the rows may have together (the first one always fits); unbounded when absent. */
  readonly maxBytes?: number | undefined;
  readonly cursor?: string | undefined;
  readonly order?: 'relevance' | 'recent' | undefined;
}

export interface MemoryPage {
  readonly matches: readonly ScoredMemory[];
  readonly nextCursor?: string;
  /** True when `maxBytes`, not `limit`, ended the page. */
  readonly truncated?: boolean;
}

export interface MemoryChange {
  readonly space: string;
  readonly id: string;
  readonly deleted: boolean;
}

/** Notes in spaces. What a principal may not read looks exactly like what does not exist. */
export interface MemoryService {
  /** @throws CodezError `conflict` on a stale `ifVersion`, `invalid` naming field and limit. */
  store(input: MemoryInput, by: Principal): Promise<{ status: 'created' | 'updated' | 'unchanged'; memory: Memory }>;
  retrieve(id: string, by: Principal, space?: string): Memory | undefined;
  search(query: MemoryQuery, by: Principal): Promise<MemoryPage>;
  append(
    input: { resourceId: string; text: string; tags?: readonly string[] | undefined; space?: string | undefined },
    by: Principal,
  ): Promise<Memory>;
  delete(
    id: string,
    by: Principal,
    options?: { space?: string | undefined; ifVersion?: number | undefined },
  ): Promise<boolean>;
  /** Number of notes that have not expired. */
  count(): number;
  subscribe(listener: (change: MemoryChange) => void): () => void;
  close(): void;
}
