import type { Slices } from '../../core/slices.ts';

const RUN = 1024;

type Compare<T> = (a: T, b: T) => number;

/** Returns `items` sorted, equal ones in the order given, without holding the event loop. */
export async function sortInSlices<T>(items: readonly T[], compare: Compare<T>, slices: Slices): Promise<readonly T[]> {
  let sorted: T[] = [];
  for (let start = 0; start < items.length; start += RUN) {
    for (const item of items.slice(start, start + RUN).sort(compare)) sorted.push(item);
    if (slices.over) await slices.rest();
  }
  for (let width = RUN; width < items.length; width *= 2) {
    const merged: T[] = [];
    for (let start = 0; start < sorted.length; start += 2 * width) {
      await mergeRuns(sorted, start, width, compare, merged, slices);
    }
    sorted = merged;
  }
  return sorted;
}

async function mergeRuns<T>(
  from: readonly T[],
  start: number,
  width: number,
  compare: Compare<T>,
  into: T[],
  slices: Slices,
): Promise<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let left = start;
  let right = middle;
  while (left < middle || right < end) {
    const takeLeft = right >= end || (left < middle && compare(from[left] as T, from[right] as T) <= 0);
    into.push(from[takeLeft ? left++ : right++] as T);
    if (into.length % 256 === 0 && slices.over) await slices.rest();
  }
}
