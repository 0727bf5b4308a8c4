import type { BitSet } from './doc-cursor.ts';

/** Stands in a phrase for a token that no text has, so that only `prefix` matches it. */
export const NO_TERM = -2;

/** Consecutive tokens. `prefix` is present on the last word of a query: the terms its last token may stand for. */
export interface Phrase {
  readonly terms: readonly number[];
  readonly prefix?: BitSet;
  /** Whether a beginning is enough in the machine-made part of an id too. */
  readonly prefixInMadeIds?: boolean;
}

/** What an occurrence counts: less when only a beginning matches. */
const EXACT_WEIGHT = 1;
const PREFIX_WEIGHT = 0.5;
const FIRST_MADE = -3;

/** Returns how a term is written down where it stands in the machine-made part of an id. Its own inverse. */
export function toMade(term: number): number {
  return FIRST_MADE - term;
}

/** Returns the term of a written number; borders and the like stay what they are. */
export function toTerm(written: number): number {
  return written <= FIRST_MADE ? FIRST_MADE - written : written;
}

/** Returns what the phrase counts at a place, 0 when it does not stand there. */
export function weightAt(page: Int32Array, at: number, { terms, prefix, prefixInMadeIds }: Phrase): number {
  const last = terms.length - 1;
  for (let index = 0; index < last; index += 1) {
    if (toTerm(page[at + index] as number) !== terms[index]) return 0;
  }
  const written = page[at + last] as number;
  const term = toTerm(written);
  if (term === terms[last]) return EXACT_WEIGHT;
  if (prefix === undefined || (written !== term && prefixInMadeIds !== true)) return 0;
  return prefix.has(term) ? PREFIX_WEIGHT : 0;
}
