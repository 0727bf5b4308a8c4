import { BitSet, docsIn } from './doc-cursor.ts';
import type { NoteIndex } from './note-index.ts';
import type { Beginning } from './phrase.ts';

/** Beginnings of the machine-made part of an id count from this length on; shorter ones meet too many by chance. */
const SHORTEST_IN_MADE_IDS = 4;

/** Returns what `token` is the beginning of; undefined when it begins nothing but itself (`exact`). */
export function findBeginning(index: NoteIndex, token: string, exact: number | undefined): Beginning | undefined {
  const { terms, postings } = index;
  const countsInMadeIds = token.length >= SHORTEST_IN_MADE_IDS;
  const found = new BitSet(terms.size);
  let others = 0;
  let count = 0;
  const visit = (term: number): void => {
    if (found.has(term)) return;
    found.add(term);
    count += postings.countOf(term);
    if (term !== exact) others += 1;
  };
  terms.eachWithPrefix(token, 'word', visit);
  if (countsInMadeIds) terms.eachWithPrefix(token, 'made', visit);
  if (others === 0) return undefined;
  if (exact !== undefined) visit(exact);
  let docs: BitSet | undefined;
  return {
    terms: found,
    countsInMadeIds,
    count,
    open() {
      docs ??= docsOf(index, found);
      return docsIn(docs, count);
    },
  };
}

function docsOf(index: NoteIndex, terms: BitSet): BitSet {
  const docs = new BitSet(index.size);
  const add = (doc: number): void => docs.add(doc);
  terms.each((term) => index.postings.each(term, add));
  return docs;
}
