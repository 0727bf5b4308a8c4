import type { JsonRecord } from '../claude/transcripts/record-fields.ts';
import type { SearchRole } from './search-index.ts';

/** What a document says, by the part it is looked for in; made the same way when indexed and when shown. */
export interface DocumentTexts {
  readonly role: SearchRole;
  /** Milliseconds since the epoch; undefined when its records do not tell. */
  readonly at: number | undefined;
  /** As `messageIdOf` tells it; undefined for titles. */
  readonly messageId: string | undefined;
  /** A sub-agent's message in the session's own file. */
  readonly isSidechain: boolean;
  readonly cwd: string | undefined;
  /** Pieces of text in the order of the records. */
  readonly text: readonly string[];
  readonly thinking: readonly string[];
  /** Names and inputs of tools (of an `assistant` message), or what a tool printed. */
  readonly tools: readonly string[];
}

/**
 * Makes the texts of a document from its records: those of one message or, for other kinds, the one at its offset.
 * Returns undefined when they do not make a document of this `kind`, see `DOCUMENT_KIND`.
 */
export type TextsOfRecords = (kind: number, records: readonly JsonRecord[]) => DocumentTexts | undefined;
