import { setImmediate } from 'node:timers/promises';
import type { IdFinder, IdRange } from './id-finder.ts';
import type { TableMatch } from './match-expression.ts';

/** A step goes over this share of the range at least; what costs little is looked at in larger ones. */
const FIRST_SHARE = 32;
const CHEAP_MS = 10;
/** The thread is given up for a moment when one query has had it so long. */
const TURN_MS = 20;

/** Documents that match, and how far the range was searched: what is older may hold more of them. */
export interface NewestDocuments {
  readonly ids: readonly number[];
  /** Everything from here on was seen. */
  readonly searchedFrom: number;
}

/**
 * Returns the newest documents of a range that match. A query of FTS5 cannot be interrupted, and some never find what
 * they look for among words that stand everywhere: the range is searched in steps, until `count` are found or
 * `isOver`; others get their turn in between.
 */
export async function findNewest(
  finder: IdFinder,
  matches: readonly TableMatch[],
  range: IdRange,
  count: number,
  isOver: () => boolean,
): Promise<NewestDocuments> {
  const bounds = finder.bounds();
  const first = Math.max(range.from, bounds.from);
  let to = Math.min(range.to, bounds.to);
  let step = Math.max(1, Math.ceil((bounds.to - bounds.from + 1) / FIRST_SHARE));
  let turnBegan = performance.now();
  const ids: number[] = [];
  while (to >= first) {
    const from = Math.max(first, to - step + 1);
    const began = performance.now();
    ids.push(...finder.newest(matches, { from, to }, count - ids.length));
    if (ids.length >= count) return { ids, searchedFrom: ids.at(-1) ?? from };
    to = from - 1;
    const now = performance.now();
    if (now - began < CHEAP_MS) step *= 2;
    if (now - turnBegan < TURN_MS || to < first) continue;
    await setImmediate();
    turnBegan = performance.now();
    if (isOver()) return { ids, searchedFrom: from };
  }
  return { ids, searchedFrom: first };
}
