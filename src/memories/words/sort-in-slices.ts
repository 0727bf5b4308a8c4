import type { Slices } from '../../core/slices.ts';

const RUN = 1024;

/** Returns `items` sorted by `timeOf`, ties in the order given, without holding the event loop. */
export async function sortInSlices<T>(
  items: readonly T[],
  timeOf: (item: T) => number,
  slices: Slices,
): Promise<readonly T[]> {
  let sorted: T[] = [];
  for (let start = 0; start < items.length; start += RUN) {
    const run = items.slice(start, start + RUN).map((item) => ({ item, time: timeOf(item) }));
    for (const { item } of run.sort((a, b) => a.time - b.time)) sorted.push(item);
    if (slices.over) await slices.rest();
  }
  for (let width = RUN; width < items.length; width *= 2) {
    const merged: T[] = [];
    for (let start = 0; start < sorted.length; start += 2 * width) {
      await mergeRuns(sorted, start, width, timeOf, merged, slices);
    }
    sorted = merged;
  }
  return sorted;
}

async function mergeRuns<T>(
  from: readonly T[],
  start: number,
  width: number,
  timeOf: (item: T) => number,
  into: T[],
  slices: Slices,
): Promise<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let left = start;
  let right = middle;
  while (left < middle || right < end) {
    const takeLeft = right >= end || (left < middle && timeOf(from[left] as T) <= timeOf(from[right] as T));
    into.push(from[takeLeft ? left++ : right++] as T);
    if (into.length % 256 === 0 && slices.over) await slices.rest();
  }
}
