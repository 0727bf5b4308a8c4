import type { IdFinder, IdRange } from './id-finder.ts';
import type { TableMatch } from './match-expression.ts';

/** Words that decide the order, the rarest: bm25 counts every document that holds one of them. */
const MAX_RANKED_TERMS = 4;
/** A word that stands in so many documents says little, and costs much. */
const COMMON = 20_000;
const MAX_COMMON_TERMS = 2;
/** Words that are counted, to see which are rare. */
const MAX_COUNTED_TERMS = 16;
/** Documents that are scored at most. */
const MAX_SCORED = 6000;

/** Returns documents by how well they match, best first; of those that match alike the newest first. */
export function rankDocuments(finder: IdFinder, matches: readonly TableMatch[], ids: readonly number[]): number[] {
  const range: IdRange = { from: ids.at(-1) ?? 0, to: ids[0] ?? 0 };
  const best = new Map(ids.map((id) => [id, 0]));
  for (const { table, terms, filters } of matches) {
    const words = telling(finder, table, terms);
    if (words.length === 0) continue;
    const expression = [...words, ...filters].join(' AND ');
    for (const { id, score } of finder.scores(table, expression, range, MAX_SCORED)) {
      const known = best.get(id);
      if (known !== undefined && score > known) best.set(id, score);
    }
  }
  return [...ids].sort((one, other) => (best.get(other) as number) - (best.get(one) as number) || other - one);
}

/** Returns the terms that tell documents apart best. */
function telling(finder: IdFinder, table: TableMatch['table'], terms: readonly string[]): readonly string[] {
  if (terms.length <= MAX_COMMON_TERMS) return terms;
  const longest = [...terms].sort((one, other) => other.length - one.length).slice(0, MAX_COUNTED_TERMS);
  const counted = longest
    .map((term) => ({ term, count: finder.count(table, term, COMMON) }))
    .sort((one, other) => one.count - other.count);
  const rare = counted.filter(({ count }) => count < COMMON).slice(0, MAX_RANKED_TERMS);
  return (rare.length > 0 ? rare : counted.slice(0, MAX_COMMON_TERMS)).map(({ term }) => term);
}
