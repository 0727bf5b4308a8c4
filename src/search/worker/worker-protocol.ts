import type { ErrorCode } from '../../core/errors.ts';
import type { IndexStatus, SearchPage, SearchPart, SearchQuery } from '../search-index.ts';

/** What the thread of the index is started with. */
export interface IndexTask {
  /** Of the index's file. */
  readonly path: string;
  /** `<config>/projects`. */
  readonly root: string;
  /** How often all files are looked at, for what nobody has told of. */
  readonly sweepMs: number;
  /** How soon it is tried again what could not be done. */
  readonly retryMs: number;
  /** Paths of transcripts that are not read: reading them has ended a thread before. */
  readonly setAside: readonly string[];
}

/** What the main thread says. */
export type IndexRequest =
  | { readonly kind: 'search'; readonly id: number; readonly query: SearchQuery }
  | { readonly kind: 'settle'; readonly id: number; readonly parts: ReadonlySet<SearchPart> }
  | { readonly kind: 'forget'; readonly id: number }
  | { readonly kind: 'rebuild'; readonly id: number }
  | { readonly kind: 'touch'; readonly paths: readonly string[] }
  | { readonly kind: 'close' };

/** What the thread says; errors as plain data, since classes do not travel. */
export type IndexReply =
  | { readonly kind: 'done'; readonly id: number; readonly page?: SearchPage }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'status'; readonly status: WorkerStatus }
  | { readonly kind: 'healed'; readonly what: string }
  /** What is read from now on; without a path nothing is. */
  | { readonly kind: 'reading'; readonly path?: string };

/** A `CodezError` as data; without a code it is a fault of ours. */
export interface PlainError {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** The status as far as the thread knows it. */
export type WorkerStatus = Omit<IndexStatus, 'healed'>;
