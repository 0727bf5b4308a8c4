import { findBeginning } from './beginning.ts';
import { allDocs, anyOf, type DocCursor } from './doc-cursor.ts';
import type { NoteIndex } from './note-index.ts';
import { pairBucket } from './pair-bucket.ts';
import { type Beginning, NO_TERM, type Phrase } from './phrase.ts';
import type { Postings } from './postings.ts';

/** What notes have to match: every word, and every filter (each a list of terms of which one is enough). */
export interface WordQuery {
  /** Each word as the phrase of its tokens; the last token of the last word may be a beginning. */
  readonly words: readonly (readonly string[])[];
  readonly filters: readonly (readonly string[])[];
}

/** Documents under a beginning from which on they are looked up only when reading the notes finds too few. */
const BROAD_BEGINNING = 20_000;

/** A query in the terms of one index, at one moment. */
export interface QueryPlan {
  readonly phrases: readonly Phrase[];
  /** Phrases that reading the document has to decide. */
  readonly checks: readonly Phrase[];
  /** Opens fresh cursors whose common documents hold all matches. */
  open(): DocCursor[];
  /** Opens one more cursor, for a beginning that is too broad to begin with; undefined when there is none. */
  openBroad(): DocCursor | undefined;
}

/** Returns the plan of a query, undefined when a term it needs does not exist, so that nothing matches. */
export function planQuery(index: NoteIndex, query: WordQuery): QueryPlan | undefined {
  const { terms, postings } = index;
  const openers: (() => DocCursor)[] = [];
  const phrases: Phrase[] = [];
  let broad: Beginning | undefined;
  for (const alternatives of query.filters) {
    const known = alternatives.map((text) => terms.find(text)).filter((term) => term !== undefined);
    if (known.length === 0) return undefined;
    openers.push(() => anyOf(known.map((term) => postings.cursor(term))));
  }
  for (const [position, word] of query.words.entries()) {
    const ids = word.map((token) => terms.find(token));
    const mayBegin = position === query.words.length - 1;
    const beginning = mayBegin ? findBeginning(index, word.at(-1) as string, ids.at(-1)) : undefined;
    const exact = beginning === undefined ? ids : ids.slice(0, -1);
    if (exact.includes(undefined)) return undefined;
    const lead = leadOf(index, exact as number[]);
    if (lead !== undefined) openers.push(lead);
    phrases.push({ terms: ids.map((term) => term ?? NO_TERM), ...(beginning === undefined ? {} : { beginning }) });
    if (beginning === undefined) continue;
    if (beginning.count <= BROAD_BEGINNING) openers.push(() => beginning.open());
    else if (lead === undefined) broad = beginning;
  }
  return {
    phrases,
    checks: phrases.filter((phrase) => phrase.terms.length > 1 || phrase.beginning !== undefined),
    open: () => {
      const cursors = openers.map((open) => open());
      return cursors.length === 0 ? [allDocs(index.size)] : cursors.sort((a, b) => a.count - b.count);
    },
    openBroad: () => broad?.open(),
  };
}

/** Returns what opens the shortest list that holds all documents with these terms side by side. */
function leadOf({ postings, pairs }: NoteIndex, terms: readonly number[]): (() => DocCursor) | undefined {
  let shortest = Number.POSITIVE_INFINITY;
  let lead: (() => DocCursor) | undefined;
  const offer = (from: Postings, list: number): void => {
    const count = from.countOf(list);
    if (count >= shortest) return;
    shortest = count;
    lead = () => from.cursor(list);
  };
  for (const [place, term] of terms.entries()) {
    offer(postings, term);
    if (place > 0) offer(pairs, pairBucket(terms[place - 1] as number, term));
  }
  return lead;
}
