import { toText } from '../../claude/transcripts/record-fields.ts';
import type { DocumentTexts, TextsOfRecords } from '../document-texts.ts';
import { timeOfId } from '../index-schema.ts';
import type { SearchHit, SearchPart, SearchQuery } from '../search-index.ts';
import { makeSnippet } from '../snippet/make-snippet.ts';
import { type SearchedText, searchText } from '../snippet/search-text.ts';
import { searchedParts } from './match-expression.ts';
import type { SearchTerm } from './parse-query.ts';
import { type DocumentPlace, readDocument } from './read-document.ts';

/** A document of the index, with what the index knows of its file. */
export interface IndexedDocument extends DocumentPlace {
  readonly slug: string;
  readonly session_id: string;
  readonly agent_id: string | null;
}

export type FoundHit = Omit<SearchHit, 'cursor'>;

/** The parts in the order in which they are shown. */
const PARTS = ['text', 'tools', 'thinking'] as const satisfies readonly SearchPart[];

/** Reads a hit back from its file; undefined when it does not stand there any more. */
export async function readHit(
  document: IndexedDocument,
  terms: readonly SearchTerm[],
  query: SearchQuery,
  textsOfRecords: TextsOfRecords,
): Promise<FoundHit | undefined> {
  const read = await readDocument(document, textsOfRecords);
  if (read === undefined) return undefined;
  const { texts, first, messageId } = read;
  const createdAt = texts.at ?? timeOfId(document.id);
  if (createdAt < (query.since ?? createdAt) || texts.role !== (query.role ?? texts.role)) return undefined;
  const best = bestPart(texts, terms, searchedParts(query.in));
  if (best === undefined) return undefined;
  const agentId = document.agent_id ?? (texts.isSidechain ? (toText(first['agentId']) ?? 'sidechain') : undefined);
  return {
    sessionId: document.session_id,
    slug: document.slug,
    ...(agentId === undefined ? {} : { agentId }),
    ...(messageId === undefined || texts.role === 'title' ? {} : { messageId }),
    role: texts.role,
    createdAt,
    snippet: makeSnippet(best, terms),
    ...(texts.cwd === undefined ? {} : { cwd: texts.cwd }),
  };
}

/**
 * Returns the first part that holds most of the terms; undefined when a term stands in none of them. Where a part is
 * too long to be looked through, the rest stands in it, as the index says.
 */
function bestPart(
  texts: DocumentTexts,
  terms: readonly SearchTerm[],
  parts: ReadonlySet<SearchPart>,
): SearchedText | undefined {
  const found = new Set<number>();
  let isWhole = true;
  let best: SearchedText | undefined;
  for (const part of PARTS) {
    if (!parts.has(part) || texts[part].length === 0) continue;
    const searched = searchText(texts[part].join('\n'), terms);
    for (const term of searched.found) found.add(term);
    isWhole &&= searched.isWhole;
    if (searched.found.size > (best?.found.size ?? (searched.isWhole ? 0 : -1))) best = searched;
    if (searched.found.size === terms.length) break;
  }
  return found.size === terms.length || !isWhole ? best : undefined;
}
