import { allDocs, anyOf, BitSet, type DocCursor, docsIn } from './doc-cursor.ts';
import type { NoteIndex } from './note-index.ts';
import { NO_TERM, type Phrase } from './phrase.ts';

/** What notes have to match: every word, and every filter (each a list of terms of which one is enough). */
export interface WordQuery {
  /** Each word as the phrase of its tokens; the last token of the last word may be a prefix. */
  readonly words: readonly (readonly string[])[];
  readonly filters: readonly (readonly string[])[];
}

/** Documents under a prefix from which on they are looked up only when reading the notes finds too few. */
const BROAD_PREFIX = 20_000;

/** A query in the terms of one index, at one moment. */
export interface QueryPlan {
  readonly phrases: readonly Phrase[];
  /** Phrases that reading the document has to decide. */
  readonly checks: readonly Phrase[];
  /** Opens fresh cursors whose common documents hold all matches. */
  open(): DocCursor[];
  /** Opens one more cursor, for a prefix that is too broad to begin with; undefined when there is none. */
  openBroad(): DocCursor | undefined;
}

/** Returns the plan of a query, undefined when a term it needs does not exist, so that nothing matches. */
export function planQuery(index: NoteIndex, query: WordQuery): QueryPlan | undefined {
  const { terms, postings } = index;
  const needed = new Set<number>();
  const openers: (() => DocCursor)[] = [];
  for (const alternatives of query.filters) {
    const known = alternatives.map((text) => terms.find(text)).filter((term) => term !== undefined);
    if (known.length === 0) return undefined;
    const [only] = known;
    if (only !== undefined && known.length === 1) needed.add(only);
    else openers.push(() => anyOf(known.map((term) => postings.cursor(term))));
  }
  const phrases: Phrase[] = [];
  const checks: Phrase[] = [];
  let openBroad = (): DocCursor | undefined => undefined;
  for (const [position, word] of query.words.entries()) {
    const last = word.length - 1;
    const ids: number[] = [];
    let prefix: BitSet | undefined;
    for (const [place, token] of word.entries()) {
      const exact = terms.find(token);
      const wider = position === query.words.length - 1 && place === last ? terms.findPrefix(token) : [];
      if (exact === undefined && wider.length === 0) return undefined;
      ids.push(exact ?? NO_TERM);
      if (wider.length <= 1) {
        const term = exact ?? (wider[0] as number);
        needed.add(term);
        if (exact === undefined) prefix = toSet(wider, terms.size);
        continue;
      }
      prefix = toSet(wider, terms.size);
      const count = wider.reduce((sum, term) => sum + postings.countOf(term), 0);
      const open = once(() => toSet(wider, index.size, (term, add) => postings.each(term, add)));
      if (count > BROAD_PREFIX) openBroad = () => docsIn(open(), count);
      else openers.push(() => docsIn(open(), count));
      if (last === 0 && count > BROAD_PREFIX) checks.push({ terms: ids, prefix });
    }
    const phrase: Phrase = prefix === undefined ? { terms: ids } : { terms: ids, prefix };
    phrases.push(phrase);
    if (word.length > 1) checks.push(phrase);
  }
  return {
    phrases,
    checks,
    open: () => {
      const cursors = [...[...needed].map((term) => postings.cursor(term)), ...openers.map((open) => open())];
      if (cursors.length === 0) return [allDocs(index.size)];
      return cursors.sort((a, b) => a.count - b.count);
    },
    openBroad,
  };
}

function toSet(
  values: readonly number[],
  size: number,
  each: (value: number, add: (member: number) => void) => void = (value, add) => add(value),
): BitSet {
  const set = new BitSet(size);
  const add = (member: number): void => set.add(member);
  for (const value of values) each(value, add);
  return set;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
