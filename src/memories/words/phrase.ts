import type { BitSet, DocCursor } from './doc-cursor.ts';

/** Stands in a phrase for a token that no text has, so that only what it begins matches. */
export const NO_TERM = -2;

/** The terms that the last token of a query may stand for, when there are others than itself. */
export interface Beginning {
  readonly terms: BitSet;
  readonly countsInMadeIds: boolean;
  /** Documents posted under these terms, about. */
  readonly count: number;
  /** Opens a cursor over these documents, gathered once. */
  open(): DocCursor;
}

/** Consecutive tokens; on the last word of a query, what its last token is the beginning of. */
export interface Phrase {
  readonly terms: readonly number[];
  readonly beginning?: Beginning;
}

/** What an occurrence counts: less when only a beginning matches. */
const EXACT_WEIGHT = 1;
const BEGINNING_WEIGHT = 0.5;
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
export function weightAt(page: Int32Array, at: number, { terms, beginning }: Phrase): number {
  const last = terms.length - 1;
  for (let index = 0; index < last; index += 1) {
    if (toTerm(page[at + index] as number) !== terms[index]) return 0;
  }
  const written = page[at + last] as number;
  const term = toTerm(written);
  if (term === terms[last]) return EXACT_WEIGHT;
  if (beginning === undefined || (written !== term && !beginning.countsInMadeIds)) return 0;
  return beginning.terms.has(term) ? BEGINNING_WEIGHT : 0;
}
