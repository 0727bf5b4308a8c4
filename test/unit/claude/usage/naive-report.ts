import type { Prices } from '../../../../src/claude/usage/prices.ts';
import type { CountedFile, UsageQuery, UsageReport, UsageTotals } from '../../../../src/claude/usage/usage.ts';

interface Response {
  readonly file: CountedFile;
  readonly row: number;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** What the ledger has to report, counted in the plainest way: all responses by key, the right one of each kept. */
export function naiveReport(files: readonly CountedFile[], query: UsageQuery, prices: Prices): UsageReport {
  const byKey = new Map<bigint, Response[]>();
  for (const file of files) {
    for (let row = 0; row < file.rows.count; row += 1) {
      const key = file.rows.keys[row] ?? 0n;
      byKey.set(key, byKey.get(key) ?? []);
      byKey.get(key)?.push({ file, row });
    }
  }
  const counted = [...byKey.values()].flatMap((holders) => holders.sort(compare)[0] ?? []);
  const kept = counted.filter(({ file, row }) => {
    const at = file.rows.at[row] ?? 0;
    if (query.slug !== undefined && file.slug !== query.slug) return false;
    return at >= (query.since ?? Number.NEGATIVE_INFINITY) && at < (query.until ?? Number.POSITIVE_INFINITY);
  });
  const unpriced = new Set(kept.filter((one) => costOf(one, prices) === undefined).map(modelOf));
  const groups = new Map<string, Response[]>();
  for (const one of query.groupBy === undefined ? [] : kept) {
    const key = keyOf(one, query);
    groups.set(key, groups.get(key) ?? []);
    groups.get(key)?.push(one);
  }
  return {
    totals: sum(kept, prices),
    groups: [...groups].map(([key, ones]) => ({ key, ...sum(ones, prices) })),
    unpriced_models: [...unpriced].sort(),
    prices_as_of: prices.asOf,
  };
}

function compare(one: Response, other: Response): number {
  const copies = (one.file.rows.isCopy[one.row] ?? 0) - (other.file.rows.isCopy[other.row] ?? 0);
  return copies || one.file.bornAtMs - other.file.bornAtMs || (one.file.path < other.file.path ? -1 : 1);
}

function modelOf({ file, row }: Response): string {
  return file.rows.models[file.rows.model[row] ?? 0] ?? '';
}

function costOf(one: Response, prices: Prices): number | undefined {
  const { rows } = one.file;
  const pick = (column: Float64Array | Uint32Array): number => column[one.row] ?? 0;
  return prices.find(modelOf(one))?.({
    at: pick(rows.at),
    input: pick(rows.input),
    output: pick(rows.output),
    cacheRead: pick(rows.cacheRead),
    cacheWrite5m: pick(rows.cacheWrite5m),
    cacheWrite1h: pick(rows.cacheWrite1h),
    webSearches: pick(rows.webSearches),
  });
}

function keyOf(one: Response, { groupBy, timeZone = 'UTC' }: UsageQuery): string {
  const { file, row } = one;
  if (groupBy === 'model') return modelOf(one);
  if (groupBy === 'project') return file.slug;
  if (groupBy === 'session') return file.sessionId;
  const at = file.rows.at[row] ?? 0;
  if (at === 0) return 'unknown';
  const format = FORMATS.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone });
  FORMATS.set(timeZone, format);
  return format.format(at);
}

function sum(ones: readonly Response[], prices: Prices): UsageTotals {
  const total = (pick: (one: Response) => number): number => ones.reduce((all, one) => all + pick(one), 0);
  const costs = ones.map((one) => costOf(one, prices));
  return {
    cost_usd: costs.reduce<number>((all, cost) => all + (cost ?? 0), 0),
    ...(costs.includes(undefined) ? { cost_is_partial: true } : {}),
    sessions: new Set(ones.map(({ file }) => file.sessionId)).size,
    messages: ones.length,
    tokens: {
      input: total(({ file, row }) => file.rows.input[row] ?? 0),
      output: total(({ file, row }) => file.rows.output[row] ?? 0),
      cache_read: total(({ file, row }) => file.rows.cacheRead[row] ?? 0),
      cache_write: total(({ file, row }) => (file.rows.cacheWrite5m[row] ?? 0) + (file.rows.cacheWrite1h[row] ?? 0)),
    },
  };
}
