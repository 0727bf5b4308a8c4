import type { SearchTerm } from '../query/parse-query.ts';

/** Where a term stands in a list of tokens. */
export interface TermMatch {
  readonly term: number;
  /** The first and the last of its tokens. */
  readonly first: number;
  readonly last: number;
}

/** Returns every place at which one of the terms stands, in the order of the tokens. */
export function findTerms(tokens: readonly string[], terms: readonly SearchTerm[]): TermMatch[] {
  const beginnings = terms.flatMap((term, index) => (term.isBeginning && term.tokens.length === 1 ? [index] : []));
  const byFirst = new Map<string, number[]>();
  for (const [index, { tokens: phrase }] of terms.entries()) {
    if (beginnings.includes(index)) continue;
    const first = phrase[0] as string;
    byFirst.set(first, [...(byFirst.get(first) ?? []), index]);
  }
  const found: TermMatch[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as string;
    for (const index of byFirst.get(token) ?? []) {
      const term = terms[index] as SearchTerm;
      if (standsAt(tokens, at, term)) found.push({ term: index, first: at, last: at + term.tokens.length - 1 });
    }
    for (const index of beginnings) {
      if (token.startsWith(terms[index]?.tokens[0] as string)) found.push({ term: index, first: at, last: at });
    }
  }
  return found;
}

function standsAt(tokens: readonly string[], at: number, { tokens: phrase, isBeginning }: SearchTerm): boolean {
  const end = phrase.length - 1;
  for (let step = 1; step <= end; step++) {
    const token = tokens[at + step];
    if (token === phrase[step]) continue;
    if (!isBeginning || step !== end || token?.startsWith(phrase[step] as string) !== true) return false;
  }
  return true;
}
