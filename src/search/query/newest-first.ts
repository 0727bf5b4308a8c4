import { setImmediate } from 'node:timers/promises';
import type { IdFinder, IdRange } from './id-finder.ts';
import type { TableMatch } from './match-expression.ts';

/** Documents of the first step; the next ones go over more where that costs little, over fewer where it costs much. */
const FIRST_STEP = 4096;
const MAX_STEP = 16 * FIRST_STEP;
const CHEAP_MS = 10;
const DEAR_MS = 40;
/** The thread is given up for a moment when one query has had it so long. */
const TURN_MS = 20;

/** Documents that match, and how far the range was searched: what is older may hold more of them. */
export interface NewestDocuments {
  readonly ids: readonly number[];
  /** Everything from here on was seen. */
  readonly searchedFrom: number;
  /** True when there was no time for the rest of the range. */
  readonly isCut: boolean;
}

/** What one search may take to find documents, and whether somebody still waits for it. */
export interface FindingBudget {
  /** Milliseconds that are left. */
  leftMs: number;
  readonly isOver: () => boolean;
}

/**
 * Returns the newest documents of a range that match. A query of FTS5 cannot be interrupted, and some never find what
 * they look for among words that stand everywhere: the range is searched in steps, until `count` are found or the
 * budget is used up; others get their turn in between.
 */
export async function findNewest(
  finder: IdFinder,
  matches: readonly TableMatch[],
  range: IdRange,
  count: number,
  budget: FindingBudget,
): Promise<NewestDocuments> {
  const bounds = finder.bounds();
  const first = Math.max(range.from, bounds.from);
  let to = Math.min(range.to, bounds.to);
  let step = FIRST_STEP;
  let turnBegan = performance.now();
  const ids: number[] = [];
  while (to >= first) {
    const from = Math.max(first, finder.olderBy(to, step) ?? first);
    const began = performance.now();
    ids.push(...finder.newest(matches, { from, to }, count - ids.length));
    if (ids.length >= count) return { ids, searchedFrom: ids.at(-1) ?? from, isCut: false };
    to = from - 1;
    const now = performance.now();
    budget.leftMs -= now - began;
    if (now - began < CHEAP_MS) step = Math.min(MAX_STEP, 2 * step);
    else if (now - began > DEAR_MS) step = Math.ceil(step / 2);
    if (to < first) break;
    if (budget.leftMs <= 0) return { ids, searchedFrom: from, isCut: true };
    if (now - turnBegan < TURN_MS) continue;
    await setImmediate();
    turnBegan = performance.now();
    if (budget.isOver()) return { ids, searchedFrom: from, isCut: true };
  }
  return { ids, searchedFrom: first, isCut: false };
}
