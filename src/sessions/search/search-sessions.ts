import type { TranscriptSummary } from '../../claude/transcripts/transcripts.ts';
import { searchedParts } from '../../search/query/match-expression.ts';
import { parseQuery } from '../../search/query/parse-query.ts';
import { questionOf } from '../../search/query/search-cursor.ts';
import type { PassProgress, SearchHit, SearchPage, SearchQuery, SearchRole } from '../../search/search-index.ts';
import type { SessionContext } from '../session-context.ts';
import { awaitIndex, type IndexWait } from './await-index.ts';
import { compareTitles, findRenamed, type RenamedSession } from './find-renamed.ts';
import { parsePlace, renderPlace, type SearchPlace } from './search-cursor.ts';

/** A message, or a title, that holds the words. */
export interface FoundMessage {
  readonly session_id: string;
  readonly slug: string;
  readonly title: string;
  /** Absent for titles. */
  readonly message_id?: string;
  readonly role: SearchRole;
  /** ISO 8601 UTC. */
  readonly created_at: string;
  readonly snippet: string;
  readonly cwd: string;
  /** The sub-agent whose message it is. */
  readonly agent_id?: string;
}

export interface FoundMessages {
  readonly results: readonly FoundMessage[];
  readonly nextCursor?: string;
  /** What is not searched yet; absent when it is nothing. */
  readonly indexing?: PassProgress;
}

export interface SearchSessions extends SearchQuery {
  /** Bytes of JSON the results should stay below; at least one is returned. */
  readonly maxBytes: number;
}

type SearchContext = Pick<SessionContext, 'records' | 'transcripts' | 'drivers' | 'slugOf' | 'index'>;

/** A row, and where a page behind it begins. */
interface Row {
  readonly at: number;
  readonly hit?: SearchHit;
  readonly renamed?: RenamedSession;
  readonly behind: SearchPlace;
}

const NOTHING: SearchPage = { hits: [] };

/** Returns a page of what is said in sessions, with the titles that codez itself keeps among it. */
export async function searchSessions(
  context: SearchContext,
  { maxBytes, ...query }: SearchSessions,
  wait: IndexWait,
): Promise<FoundMessages> {
  parseQuery(query.query);
  const question = questionOf(query);
  const start: SearchPlace = query.cursor === undefined ? { isIndexDone: false } : parsePlace(query.cursor, question);
  const indexing = await awaitIndex(context.index, searchedParts(query.in), wait);
  const [page, renamed] = await Promise.all([
    start.isIndexDone ? NOTHING : context.index.search({ ...query, cursor: start.index }, wait.signal),
    findRenamed(context, query),
  ]);
  const titles = renamed.filter((title) => start.title === undefined || compareTitles(start.title, title) < 0);
  const rows = mergeRows(page, titles, query, start);
  const results: FoundMessage[] = [];
  const shown: Row[] = [];
  let bytes = 0;
  const wanted = rows.slice(0, query.limit);
  const transcripts = await readTranscripts(context, wanted);
  for (const row of wanted) {
    const result = toResult(context, row, transcripts);
    bytes += Buffer.byteLength(JSON.stringify(result)) + 1;
    if (bytes > maxBytes && shown.length > 0) break;
    results.push(result);
    shown.push(row);
  }
  const isAll = shown.length === rows.length && page.nextCursor === undefined;
  const last = shown.at(-1)?.behind ?? start;
  // The index may have looked further than its last hit.
  const behind = shown.length === rows.length ? { ...last, index: page.nextCursor ?? last.index } : last;
  return {
    results: query.order === 'recent' ? newestFirst(results) : results,
    ...(isAll ? {} : { nextCursor: renderPlace(question, behind) }),
    ...(indexing === undefined ? {} : { indexing }),
  };
}

/** Titles come in their time, or first where the order is relevance; none is older than what the index has yet to tell. */
function mergeRows(
  page: SearchPage,
  titles: readonly RenamedSession[],
  { order }: SearchQuery,
  start: SearchPlace,
): readonly Row[] {
  const rows: Row[] = [];
  let place = start;
  let nextTitle = 0;
  const takeTitles = (until: number): void => {
    for (; nextTitle < titles.length && (titles[nextTitle] as RenamedSession).at >= until; nextTitle++) {
      const renamed = titles[nextTitle] as RenamedSession;
      place = { ...place, title: { at: renamed.at, sessionId: renamed.sessionId } };
      rows.push({ at: renamed.at, renamed, behind: place });
    }
  };
  if (order === 'relevance') takeTitles(Number.NEGATIVE_INFINITY);
  for (const [index, hit] of page.hits.entries()) {
    takeTitles(hit.createdAt);
    const isLast = index === page.hits.length - 1;
    const behind = isLast ? (page.nextCursor ?? hit.cursor) : hit.cursor;
    place = { ...place, index: behind, isIndexDone: isLast && page.nextCursor === undefined };
    rows.push({ at: hit.createdAt, hit, behind: place });
  }
  if (page.nextCursor !== undefined) return rows;
  place = { ...place, isIndexDone: true };
  takeTitles(Number.NEGATIVE_INFINITY);
  return rows;
}

/** Returns the transcripts of the sessions that were found, by slug and session. */
async function readTranscripts(
  { transcripts }: SearchContext,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, TranscriptSummary>> {
  const hits = new Map(rows.flatMap(({ hit }) => (hit === undefined ? [] : [[keyOf(hit), hit] as const])));
  const found = await Promise.all(
    [...hits].map(async ([key, { sessionId, slug }]) => {
      const transcript = await transcripts.find(sessionId, slug);
      return transcript === undefined ? [] : [[key, transcript] as const];
    }),
  );
  return new Map(found.flat());
}

function keyOf({ slug, sessionId }: SearchHit): string {
  return `${slug}/${sessionId}`;
}

function toResult(
  context: SearchContext,
  { hit, renamed }: Row,
  transcripts: ReadonlyMap<string, TranscriptSummary>,
): FoundMessage {
  if (hit === undefined) {
    const { sessionId, slug, title, at, snippet, cwd } = renamed as RenamedSession;
    const created_at = new Date(at).toISOString();
    return { session_id: sessionId, slug, title, role: 'title', created_at, snippet, cwd: cwd ?? '' };
  }
  const record = context.records.get(hit.sessionId);
  const transcript = transcripts.get(keyOf(hit));
  return {
    session_id: hit.sessionId,
    slug: hit.slug,
    title: record?.title ?? transcript?.title ?? '',
    ...(hit.messageId === undefined ? {} : { message_id: hit.messageId }),
    role: hit.role,
    created_at: new Date(hit.createdAt).toISOString(),
    snippet: hit.snippet,
    cwd: record?.cwd ?? transcript?.cwd ?? hit.cwd ?? '',
    ...(hit.agentId === undefined ? {} : { agent_id: hit.agentId }),
  };
}

/** What was written in the same moment stands in the index in the order in which it was read. */
function newestFirst(results: readonly FoundMessage[]): FoundMessage[] {
  return [...results].sort((one, other) =>
    one.created_at < other.created_at ? 1 : one.created_at > other.created_at ? -1 : 0,
  );
}
