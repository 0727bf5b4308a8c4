import type { BitSet } from './doc-cursor.ts';
import type { TokenStore } from './token-store.ts';

/** Stands in a phrase for a token that no text has, so that only `prefix` matches it. */
export const NO_TERM = -2;

/** Consecutive tokens. `prefix` is present on the last word of a query: the terms its last token may stand for. */
export interface Phrase {
  readonly terms: readonly number[];
  readonly prefix?: BitSet;
}

/** What an occurrence counts: more in id and tags than in the content, less when only a prefix matches. */
const HEAD_WEIGHT = 2;
const PREFIX_WEIGHT = 0.5;

/** Returns how often the document contains the phrase, weighted. */
export function countPhrase(tokens: TokenStore, doc: number, phrase: Phrase): number {
  const page = tokens.pageOf(doc);
  const start = tokens.startOf(doc);
  const headEnd = start + tokens.headOf(doc);
  const last = start + tokens.lengthOf(doc) - phrase.terms.length;
  let count = 0;
  for (let at = start; at <= last; at += 1) {
    const weight = weightAt(page, at, phrase);
    if (weight > 0) count += at < headEnd ? weight * HEAD_WEIGHT : weight;
  }
  return count;
}

function weightAt(page: Int32Array, at: number, phrase: Phrase): number {
  const { terms, prefix } = phrase;
  const last = terms.length - 1;
  for (let index = 0; index < last; index += 1) {
    if (page[at + index] !== terms[index]) return 0;
  }
  const token = page[at + last] as number;
  if (token === terms[last]) return 1;
  return prefix?.has(token) === true ? PREFIX_WEIGHT : 0;
}
