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

/** Beginnings of the machine-made part of an id count from this length on; shorter ones meet too many by chance. */
const SHORTEST_MADE_BEGINNING = 4;

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
    const isLastWord = position === query.words.length - 1;
    const ids: number[] = [];
    let begun: number[] = [];
    for (const [place, token] of word.entries()) {
      const term = terms.find(token);
      if (isLastWord && place === word.length - 1) begun = findBegun(index, token).filter((other) => other !== term);
      if (term === undefined && begun.length === 0) return undefined;
      if (term !== undefined && begun.length === 0) needed.add(term);
      ids.push(term ?? NO_TERM);
    }
    if (begun.length === 0) {
      phrases.push({ terms: ids });
      if (ids.length > 1) checks.push({ terms: ids });
      continue;
    }
    const last = ids.at(-1) as number;
    const lastTerms = last === NO_TERM ? begun : [...begun, last];
    const count = lastTerms.reduce((sum, term) => sum + postings.countOf(term), 0);
    const docs = once(() => toSet(lastTerms, index.size, (term, add) => postings.each(term, add)));
    if (count > BROAD_PREFIX) openBroad = () => docsIn(docs(), count);
    else openers.push(() => docsIn(docs(), count));
    const prefixInMadeIds = countsInMadeIds(word.at(-1) as string);
    const phrase = { terms: ids, prefix: toSet(begun, terms.size), prefixInMadeIds };
    phrases.push(phrase);
    checks.push(phrase);
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

/** Returns the terms that a beginning may stand for. */
function findBegun({ terms }: NoteIndex, beginning: string): number[] {
  const words = terms.findPrefix(beginning, 'word');
  if (!countsInMadeIds(beginning)) return words;
  return [...new Set([...words, ...terms.findPrefix(beginning, 'made')])];
}

function countsInMadeIds(beginning: string): boolean {
  return beginning.length >= SHORTEST_MADE_BEGINNING;
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
