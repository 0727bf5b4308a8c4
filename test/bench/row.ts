/** One measured figure beside what it should reach. */
export interface BenchRow {
  /** The requirement this figure shows. */
  readonly id: string;
  readonly name: string;
  /** A ratio to the limit measured in the same run, or a figure in `unit`. */
  readonly ratio: number;
  readonly unit?: 'ms' | 's' | 'MB' | 'count';
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  /** What was measured against what, in one line. */
  readonly details: string;
}

/** Returns whether a row reaches its target. */
export function isReached({ ratio, target }: BenchRow): boolean {
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost;
}

/** Returns the value below which `share` (0 to 1) of the numbers lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
