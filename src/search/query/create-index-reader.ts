import type Database from 'libsql';
import { BoundedMap } from '../../core/bounded-map.ts';
import type { TextsOfRecords } from '../document-texts.ts';
import { idOfTime } from '../index-schema.ts';
import type { SearchHit, SearchPage, SearchQuery } from '../search-index.ts';
import { IdFinder } from './id-finder.ts';
import type { IndexReader } from './index-reader.ts';
import { type TableMatch, toTableMatches } from './match-expression.ts';
import { type FindingBudget, findNewest, type NewestDocuments } from './newest-first.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { parseQuery, type SearchTerm } from './parse-query.ts';
import { rankDocuments } from './rank-documents.ts';
import { type FoundHit, type IndexedDocument, readHit } from './read-hit.ts';
import { parseCursor, questionOf, type RankingPlace, renderCursor, type SearchCursor } from './search-cursor.ts';
import { SeenMessages } from './seen-messages.ts';

/** Matches that are ranked by relevance: the newest. Older ones follow by recency. */
const RANKED = 500;
/** Rankings somebody pages through that are kept, so that pages fit together while documents come in. */
const MAX_RANKINGS = 32;
/** Documents read from disk at a time; of larger ones only one. */
const READ_AT_A_TIME = 8;
const LARGE_BYTES = 1024 * 1024;
/** A page that takes longer ends early: where all is gone from disk. */
const MAX_PAGE_MS = 5000;
/** So does one for which documents are looked for so long: where words stand everywhere but never together. */
const MAX_FINDING_MS = 200;

const NEWEST = Number.MAX_SAFE_INTEGER;

/** A document that comes next, and the cursor behind it. */
interface Candidate {
  readonly id: number;
  readonly behind: SearchCursor;
}

type Bounds = Pick<RankingPlace, 'newest' | 'oldest'>;

/** What one search works with. */
interface Search {
  readonly query: SearchQuery;
  readonly question: string;
  readonly cursor: SearchCursor | undefined;
  readonly terms: readonly SearchTerm[];
  readonly matches: readonly TableMatch[];
  /** Ids from here on may be new enough. */
  readonly oldest: number;
  readonly budget: FindingBudget;
}

/** Documents that come next, and where to go on when there was no time for more. */
interface Step {
  readonly candidates: readonly Candidate[];
  readonly goOn?: SearchCursor;
}

/** Returns what answers queries over an index that others write to. */
export function createIndexReader(db: Database.Database, textsOfRecords: TextsOfRecords): IndexReader {
  const finder = new IdFinder(db);
  const rankings = new BoundedMap<string, readonly number[]>(MAX_RANKINGS);
  const findProject = db.prepare('SELECT id FROM projects WHERE slug = ?');
  const findDocument = db.prepare(
    `SELECT d.id, d.kind, d.offset, d.length, d.owner, f.path, f.dev, f.ino, f.session_id, f.agent_id, p.slug
     FROM documents d JOIN files f ON f.id = d.file JOIN projects p ON p.id = f.project WHERE d.id = CAST(? AS INTEGER)`,
  );

  const newest = (search: Search, to: number, count: number): Promise<NewestDocuments> =>
    findNewest(finder, search.matches, { from: search.oldest, to }, count, search.budget);

  /** Finds what was ranked on an earlier page: all of it, so that the place in it is the same. */
  const again = ({ matches, budget }: Search, { oldest: from, newest: to }: RankingPlace): Promise<NewestDocuments> =>
    findNewest(finder, matches, { from, to }, RANKED, { ...budget, leftMs: Number.POSITIVE_INFINITY });

  const ranked = async (search: Search, place: RankingPlace | undefined): Promise<Step> => {
    const key = (bounds: Bounds): string => `${search.question} ${bounds.newest} ${bounds.oldest}`;
    let order = place === undefined ? undefined : rankings.get(key(place));
    if (order === undefined) {
      const found = await (place === undefined ? newest(search, NEWEST, RANKED) : again(search, place));
      if (found.ids.length === 0) {
        return { candidates: [], ...(found.isCut ? { goOn: { below: found.searchedFrom } } : {}) };
      }
      order = rankDocuments(finder, search.matches, found.ids);
    }
    const { newest: first, oldest: last } = place ?? { newest: Math.max(...order), oldest: Math.min(...order) };
    const bounds = { newest: first, oldest: last };
    rankings.set(key(bounds), order);
    const all = order.map((id, at) => ({ id, behind: { below: last, ranking: { ...bounds, seen: at + 1 } } }));
    return { candidates: all.slice(place?.seen ?? 0) };
  };

  /** Hands out what matches in the order asked for, some at a time; nothing more at the end. */
  async function* steps(search: Search): AsyncGenerator<Step> {
    const { query, cursor } = search;
    let below = cursor?.below ?? NEWEST;
    if (query.order === 'relevance' && (cursor === undefined || cursor.ranking !== undefined)) {
      const best = await ranked(search, cursor?.ranking);
      yield best;
      if (best.goOn !== undefined) return;
      below = cursor?.below ?? best.candidates[0]?.behind.below ?? 0;
    }
    for (let count = query.limit + 1; below > search.oldest; count = Math.min(2 * count, 200)) {
      const { ids, searchedFrom, isCut } = await newest(search, below - 1, count);
      const candidates = ids.map((id) => ({ id, behind: { below: id } }));
      yield { candidates, ...(isCut ? { goOn: { below: searchedFrom } } : {}) };
      if (ids.length < count) return;
      below = searchedFrom;
    }
  }

  const large = new OneAtATime();

  const read = async ({ id }: Candidate, { terms, query }: Search): Promise<FoundHit | undefined> => {
    const document = findDocument.get(id) as IndexedDocument | undefined;
    if (document === undefined) return undefined;
    const readIt = (): Promise<FoundHit | undefined> => readHit(document, terms, query, textsOfRecords);
    return await (document.length > LARGE_BYTES ? large.run(readIt) : readIt());
  };

  const toSearch = (query: SearchQuery, budget: FindingBudget): Search | undefined => {
    const terms = parseQuery(query.query);
    const question = questionOf(query);
    const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor, question);
    const { slug } = query;
    const project = slug === undefined ? undefined : (findProject.get(slug) as { id: number } | undefined)?.id;
    if (slug !== undefined && project === undefined) return undefined;
    const matches = toTableMatches(terms, { in: query.in, role: query.role, project });
    const oldest = query.since === undefined ? 0 : idOfTime(query.since);
    return { query, question, cursor, terms, matches, oldest, budget };
  };

  return {
    async search(query, signal) {
      const began = performance.now();
      const isOver = (): boolean => signal?.aborted === true || performance.now() - began > MAX_PAGE_MS;
      const search = toSearch(query, { leftMs: MAX_FINDING_MS, isOver });
      if (search === undefined) return { hits: [] };
      const hits: SearchHit[] = [];
      const seen = new SeenMessages(search.cursor?.seen);
      const cursorOf = (behind: SearchCursor): string => renderCursor(search.question, { ...behind, seen: seen.last });
      for await (const { candidates, goOn } of steps(search)) {
        for (let at = 0; at < candidates.length; ) {
          const some = candidates.slice(at, at + Math.min(READ_AT_A_TIME, query.limit + 1 - hits.length));
          at += some.length;
          const found = await Promise.all(some.map((candidate) => read(candidate, search)));
          for (const [index, hit] of found.entries()) {
            const behind = some[index]?.behind;
            if (hit === undefined || behind === undefined || seen.has(hit)) continue;
            seen.add(hit);
            hits.push({ ...hit, cursor: cursorOf(behind) });
          }
          if (hits.length > query.limit) return toPage(hits, query.limit);
          const last = some.at(-1);
          if (isOver() && last !== undefined) return { hits, nextCursor: cursorOf(last.behind) };
        }
        if (goOn !== undefined) return { hits, nextCursor: cursorOf(goOn) };
      }
      return { hits };
    },
  };
}

function toPage(hits: readonly SearchHit[], limit: number): SearchPage {
  const page = hits.slice(0, limit);
  const nextCursor = page.at(-1)?.cursor;
  return { hits: page, ...(nextCursor === undefined ? {} : { nextCursor }) };
}
