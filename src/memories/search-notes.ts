import { isExpired } from './decide-note.ts';
import type { Memory, MemoryPage, ScoredMemory } from './memory-service.ts';
import { anchorOf, earliestPlaceOf, type PageCursor, placeOf, type Ranked, renderCursor } from './page-cursor.ts';
import { type FindRange, findDocs } from './words/find-docs.ts';
import type { NoteIndex } from './words/note-index.ts';
import { planQuery, type QueryPlan, type WordQuery } from './words/query-plan.ts';
import { type ScoredDoc, type Scores, scoreDocs, selectBest } from './words/relevance.ts';

/** Matches that are ranked by relevance: the newest. Older ones follow by recency. */
const RANKED = 500;

export interface NoteSearch extends WordQuery {
  readonly order: 'relevance' | 'recent';
  readonly limit: number;
  readonly maxBytes: number;
  readonly question: string;
  readonly cursor: PageCursor | undefined;
  /** Milliseconds since the epoch: what has expired by then is not found. */
  readonly now: number;
}

/** A row of a page; `isRanked` when its place comes from its score. */
interface Row {
  readonly doc: number;
  readonly score?: number;
  readonly isRanked: boolean;
}

/** Returns the newest matches of a range, at most `count`. */
type Find = (range: FindRange, count: number) => Int32Array;

/** Returns one page of the notes that match, in the order asked for. */
export function searchNotes(index: NoteIndex, search: NoteSearch): MemoryPage {
  const plan = planQuery(index, search);
  if (plan === undefined) return { matches: [] };
  const find: Find = (range, count) => {
    const docs = new Int32Array(count);
    let found = 0;
    findDocs(index, plan, range, (doc) => {
      if (!isExpired(index.noteAt(doc) as Memory, search.now)) docs[found++] = doc;
      return found < count;
    });
    return docs.subarray(0, found);
  };
  return search.order === 'relevance' && plan.phrases.length > 0
    ? pageByRelevance(index, plan, search, find)
    : pageByTime(index, plan, search, find);
}

function pageByTime(index: NoteIndex, plan: QueryPlan, search: NoteSearch, find: Find): MemoryPage {
  const from = search.cursor === undefined ? index.size - 1 : placeOf(index, search.cursor.last) - 1;
  const docs = find({ from, to: 0 }, search.limit + 1);
  if (plan.phrases.length === 0)
    return toPage(
      index,
      search,
      Array.from(docs, (doc) => ({ doc, isRanked: false })),
    );
  return toPage(index, search, toOlder(docs, scoreDocs(index, docs, plan.phrases)));
}

function pageByRelevance(index: NoteIndex, plan: QueryPlan, search: NoteSearch, find: Find): MemoryPage {
  const wanted = search.limit + 1;
  const { cursor } = search;
  const ranking =
    cursor?.ranked === undefined
      ? rankNewest(index, plan, find, wanted)
      : rankAgain(index, plan, find, wanted, cursor, cursor.ranked);
  if (ranking === undefined) return { matches: [] };
  const { rows, ranked, below } = ranking;
  if (rows.length < wanted) {
    const older = find({ from: below - 1, to: 0 }, wanted - rows.length);
    rows.push(...toOlder(older, scoreDocs(index, older, plan.phrases, ranked.scale)));
  }
  return toPage(index, search, rows, ranked);
}

/** What is ranked, the rows of it that are shown next, and the document below which the others lie. */
interface Ranking {
  readonly rows: Row[];
  readonly ranked: Ranked;
  readonly below: number;
}

function rankNewest(index: NoteIndex, plan: QueryPlan, find: Find, wanted: number): Ranking | undefined {
  const docs = find({ from: index.size - 1, to: 0 }, RANKED);
  const [newest, oldest] = [docs[0], docs.at(-1)];
  if (newest === undefined || oldest === undefined) return undefined;
  const { scores, scale } = scoreDocs(index, docs, plan.phrases);
  return {
    rows: selectBest(docs, scores, wanted).map(toRanked),
    ranked: { newest: anchorOf(index, newest), oldest: anchorOf(index, oldest), scale },
    below: oldest,
  };
}

/** The same ranking as for the page before: what was written since is left out, scores are relative to the same. */
function rankAgain(
  index: NoteIndex,
  plan: QueryPlan,
  find: Find,
  wanted: number,
  cursor: PageCursor,
  ranked: Ranked,
): Ranking {
  const last = placeOf(index, cursor.last);
  if (cursor.lastScore === undefined) return { rows: [], ranked, below: last };
  const oldest = earliestPlaceOf(index, ranked.oldest);
  const from = Math.min(placeOf(index, ranked.newest), index.size - 1);
  const docs = find({ from, to: oldest }, RANKED);
  const { scores } = scoreDocs(index, docs, plan.phrases, ranked.scale);
  const rows = selectBest(docs, scores, wanted, { doc: last, score: cursor.lastScore });
  return { rows: rows.map(toRanked), ranked, below: oldest };
}

function toRanked({ doc, score }: ScoredDoc): Row {
  return { doc, score, isRanked: true };
}

function toOlder(docs: Int32Array, { scores }: Scores): Row[] {
  return Array.from(docs, (doc, row) => ({ doc, score: scores[row] as number, isRanked: false }));
}

/** Returns the rows that fit into a page; what is left over makes the cursor. */
function toPage(index: NoteIndex, search: NoteSearch, rows: readonly Row[], ranked?: Ranked): MemoryPage {
  const matches: ScoredMemory[] = [];
  let bytes = 0;
  for (const { doc, score } of rows.slice(0, search.limit)) {
    const note = index.noteAt(doc) as Memory;
    const match = score === undefined ? note : withScore(note, score);
    bytes += Buffer.byteLength(JSON.stringify(match)) + 1;
    if (bytes > search.maxBytes && matches.length > 0) break;
    matches.push(match);
  }
  const last = rows[matches.length - 1];
  if (last === undefined || matches.length === rows.length) return { matches };
  const nextCursor = renderCursor({
    question: search.question,
    last: anchorOf(index, last.doc),
    ...(ranked === undefined ? {} : { ranked }),
    ...(last.isRanked && last.score !== undefined ? { lastScore: last.score } : {}),
  });
  return matches.length < search.limit ? { matches, nextCursor, truncated: true } : { matches, nextCursor };
}

/** Not by object spread: V8 puts such copies into the old generation at once, where a busy server gathers them. */
function withScore(note: Memory, score: number): ScoredMemory {
  return Object.assign({}, note, { score: Math.round(score * 1e4) / 1e4 });
}
