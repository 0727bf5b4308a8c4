import { INDEX_SYMBOLS } from '../core/normalise.ts';

/** Goes up when the tables, the normaliser or what is indexed changes: an index of another version is built anew. */
export const INDEX_VERSION = 1;

const TOKENIZER = `ascii tokenchars '${INDEX_SYMBOLS}'`;

/**
 * Tables of the index. A document is what one message says (all records of a response), what one tool printed, or a
 * title. Its id is made of its time (`idOfTime`), so that newest first is descending ids, and never changes.
 *
 * - `files`: how far each file was read in each pass. `*_offset`: behind the last whole line that was read; `*_resume`:
 *   where the last message begins that may still grow, from where on documents are made anew when the file has grown;
 *   `mark`: the bytes before `conversation_offset`, to see that the file has only grown.
 * - `documents`: where a document's records lie. `owner`: offset of a record whose message the document belongs to,
 *   when that is not its own: what a tool printed belongs to the message that called it.
 * - `conversation`: first pass. `tools`: second pass; holds the whole message again where it has calls of tools, so
 *   that words of one message are found together whatever part they stand in.
 *   Texts stand in them as `toIndexText` makes them; nothing is handed back, since only the postings are kept.
 *   `tags`: `p<file's project>`, `ru|ra|rs|rt` (role), `m|s` (main conversation, sub-agent), as tokens to filter by.
 */
export const INDEX_SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE projects (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE);
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  project INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  agent_id TEXT,
  dev INTEGER NOT NULL, ino INTEGER NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL,
  conversation_offset INTEGER NOT NULL DEFAULT 0, conversation_resume INTEGER NOT NULL DEFAULT 0,
  tools_offset INTEGER NOT NULL DEFAULT 0, tools_resume INTEGER NOT NULL DEFAULT 0,
  mark BLOB,
  skipped_lines INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  file INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  owner INTEGER
);
CREATE INDEX documents_by_file ON documents (file, offset);
CREATE INDEX titles_by_file ON documents (file, kind) WHERE kind >= 2;
CREATE VIRTUAL TABLE conversation USING fts5(
  text, thinking, tags, content='', contentless_delete=1, tokenize="${TOKENIZER}");
CREATE VIRTUAL TABLE tools USING fts5(
  tool, text, thinking, tags, content='', contentless_delete=1, tokenize="${TOKENIZER}");
`;

/** Values of `documents.kind`. */
export const DOCUMENT_KIND = { message: 0, result: 1, customTitle: 2, generatedTitle: 3, summary: 4 } as const;

const EPOCH_MS = Date.UTC(2020, 0, 1);
/** Ids a second; documents of the same moment take the next free ids. */
const IDS_PER_SECOND = 16;

/** Returns the smallest id a document of this time may have; times are milliseconds since the epoch. */
export function idOfTime(at: number): number {
  return Math.max(1, Math.floor(((at - EPOCH_MS) * IDS_PER_SECOND) / 1000));
}

/** Returns the time that an id was made of, to a sixteenth of a second; milliseconds since the epoch. */
export function timeOfId(id: number): number {
  return EPOCH_MS + Math.floor((id * 1000) / IDS_PER_SECOND);
}
