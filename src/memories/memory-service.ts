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
  readonly id?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly ifVersion?: number;
  readonly expiresInSeconds?: number;
  readonly space?: string;
}

export interface MemoryQuery {
  /** Words; empty means every note, newest first. */
  readonly query: string;
  readonly tags?: readonly string[];
  readonly resource?: string;
  readonly space?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly order?: 'relevance' | 'recent';
}

export interface MemoryPage {
  readonly matches: readonly ScoredMemory[];
  readonly nextCursor?: string;
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
    input: { resourceId: string; text: string; tags?: readonly string[]; space?: string },
    by: Principal,
  ): Promise<Memory>;
  delete(id: string, by: Principal, options?: { space?: string; ifVersion?: number }): Promise<boolean>;
  /** Number of notes that have not expired. */
  count(): number;
  subscribe(listener: (change: MemoryChange) => void): () => void;
  close(): void;
}
