import { parseQuery, type SearchTerm } from '../../search/query/parse-query.ts';
import type { SearchQuery } from '../../search/search-index.ts';
import { makeSnippet } from '../../search/snippet/make-snippet.ts';
import { searchText } from '../../search/snippet/search-text.ts';
import type { SessionRecord } from '../records/session-record.ts';
import type { SessionContext } from '../session-context.ts';
import type { TitlePlace } from './search-cursor.ts';

/** A session whose title, which codez keeps, holds the words. */
export interface RenamedSession extends TitlePlace {
  readonly slug: string;
  readonly title: string;
  readonly cwd: string | undefined;
  readonly snippet: string;
}

type RenamedContext = Pick<SessionContext, 'records' | 'transcripts' | 'drivers' | 'slugOf'>;

/** Returns the sessions that codez gave a title which holds the words, newest title first. */
export async function findRenamed(context: RenamedContext, query: SearchQuery): Promise<readonly RenamedSession[]> {
  if (!query.in.has('text') || (query.role !== undefined && query.role !== 'title')) return [];
  const terms = parseQuery(query.query);
  const found: RenamedSession[] = [];
  for (const [sessionId, record] of context.records.entries()) {
    const snippet = record.title === undefined ? undefined : snippetOf(record.title, terms);
    if (snippet === undefined) continue;
    const session = await toRenamed(context, sessionId, record, snippet);
    if (session === undefined || session.at < (query.since ?? 0)) continue;
    if (query.slug === undefined || session.slug === query.slug) found.push(session);
  }
  return found.sort(compareTitles);
}

/** Newest first. */
export function compareTitles(one: TitlePlace, other: TitlePlace): number {
  return other.at - one.at || (one.sessionId < other.sessionId ? -1 : one.sessionId > other.sessionId ? 1 : 0);
}

function snippetOf(title: string, terms: readonly SearchTerm[]): string | undefined {
  const searched = searchText(title, terms);
  return searched.found.size === terms.length ? makeSnippet(searched, terms) : undefined;
}

/** One whose transcript was removed is shown only where codez still has something to do with it. */
async function toRenamed(
  { transcripts, drivers, slugOf }: RenamedContext,
  sessionId: string,
  record: SessionRecord,
  snippet: string,
): Promise<RenamedSession | undefined> {
  const transcript = await transcripts.find(sessionId);
  if (transcript === undefined && (record.cwd === undefined || record.has_begun === true)) {
    if (drivers.find(sessionId)?.live === undefined) return undefined;
  }
  const cwd = record.cwd ?? transcript?.cwd;
  return {
    sessionId,
    slug: transcript?.slug ?? slugOf(cwd ?? ''),
    title: record.title ?? '',
    cwd,
    snippet,
    at: record.titled_at ?? (record.created_at || (transcript?.createdAt ?? 0)),
  };
}
