import type { IndexedFile } from './response-index.ts';
import type { SessionUsage } from './usage.ts';
import { toMicroDollars } from './usage-sums.ts';

/** A file of the ledger. */
export interface LedgerFile {
  readonly indexed: IndexedFile;
  /** What each response costs, USD; NaN where no price is known. */
  readonly costs: Float64Array;
}

/** Returns what the responses that count in a session's files used. */
export function sumSession(files: Iterable<LedgerFile>): SessionUsage {
  const tokens = { input: 0, output: 0, cache_read: 0, cache_write: 0 };
  let messages = 0;
  let cost = 0;
  for (const { indexed, costs } of files) {
    const { counts, file } = indexed;
    const { rows } = file;
    for (let row = 0; row < rows.count; row += 1) {
      if (counts[row] === 0) continue;
      messages += 1;
      // Without a price of one response there is none of all.
      cost += costs[row] ?? Number.NaN;
      tokens.input += rows.input[row] ?? 0;
      tokens.output += rows.output[row] ?? 0;
      tokens.cache_read += rows.cacheRead[row] ?? 0;
      tokens.cache_write += (rows.cacheWrite5m[row] ?? 0) + (rows.cacheWrite1h[row] ?? 0);
    }
  }
  return { messages, tokens, ...(Number.isNaN(cost) ? {} : { cost_usd: toMicroDollars(cost) }) };
}
