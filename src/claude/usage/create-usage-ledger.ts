import { LocalDays } from '../../core/local-days.ts';
import type { CostOf, PricedUse, Prices } from './prices.ts';
import { ResponseIndex } from './response-index.ts';
import { type LedgerFile, sumSession } from './sum-session.ts';
import type {
  CountedFile,
  SessionUsage,
  UsageGroup,
  UsageGrouping,
  UsageQuery,
  UsageReport,
  UsageTotals,
} from './usage.ts';
import { UsageSums } from './usage-sums.ts';

/** Responses of all files, each counted once, kept as the files change. */
export interface UsageLedger {
  /** Takes a file, in place of what was known of the same path. */
  put(file: CountedFile): void;
  remove(path: string): void;
  /** @throws RangeError for a time zone that is none */
  report(query: UsageQuery): UsageReport;
  /** What a session used; undefined when there is no file of it. */
  sessionUsage(sessionId: string): SessionUsage | undefined;
}

interface LedgerSession {
  readonly files: Map<string, LedgerFile>;
  usage: SessionUsage | undefined;
}

const TOTAL = '';
/** Time zones whose days are kept. */
const MAX_ZONES = 8;

/** Returns an empty ledger that prices by `prices`. */
export function createUsageLedger(prices: Prices): UsageLedger {
  const sessions = new Map<string, LedgerSession>();
  const sessionOf = new Map<string, string>();
  const costs = new Map<string, CostOf | undefined>();
  const zones = new Map<string, LocalDays>();
  const index = new ResponseIndex(({ file }) => forget(file.sessionId));

  const forget = (sessionId: string): void => {
    const session = sessions.get(sessionId);
    if (session !== undefined) session.usage = undefined;
  };

  const costOf = (model: string): CostOf | undefined => {
    if (!costs.has(model)) costs.set(model, prices.find(model));
    return costs.get(model);
  };

  const remove = (path: string): void => {
    const sessionId = sessionOf.get(path);
    const session = sessionId === undefined ? undefined : sessions.get(sessionId);
    const known = session?.files.get(path);
    if (sessionId === undefined || session === undefined || known === undefined) return;
    index.remove(known.indexed);
    session.files.delete(path);
    session.usage = undefined;
    if (session.files.size === 0) sessions.delete(sessionId);
    sessionOf.delete(path);
  };

  const daysOf = (timeZone: string): LocalDays => {
    const known = zones.get(timeZone);
    if (known !== undefined) return known;
    const days = new LocalDays(timeZone);
    const [oldest] = zones.keys();
    if (zones.size >= MAX_ZONES && oldest !== undefined) zones.delete(oldest);
    zones.set(timeZone, days);
    return days;
  };

  return {
    put(file) {
      remove(file.path);
      const { sessionId, path } = file;
      const session = sessions.get(sessionId) ?? { files: new Map(), usage: undefined };
      sessions.set(sessionId, session);
      session.files.set(path, { indexed: index.add(file), costs: priceRows(file, costOf) });
      session.usage = undefined;
      sessionOf.set(path, sessionId);
    },
    remove,
    report(query) {
      const days = query.groupBy === 'day' ? daysOf(query.timeZone ?? 'UTC') : undefined;
      const report = sumUp(sessions, query, days);
      return { ...report, prices_as_of: prices.asOf };
    },
    sessionUsage(sessionId) {
      const session = sessions.get(sessionId);
      if (session === undefined) return undefined;
      session.usage ??= sumSession(session.files.values());
      return session.usage;
    },
  };
}

function priceRows({ rows }: CountedFile, costOf: (model: string) => CostOf | undefined): Float64Array {
  const costs = new Float64Array(rows.count);
  const ofModels = rows.models.map(costOf);
  const use: { -readonly [Name in keyof PricedUse]: number } = {
    at: 0,
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    webSearches: 0,
  };
  for (let row = 0; row < rows.count; row += 1) {
    use.at = rows.at[row] ?? 0;
    use.input = rows.input[row] ?? 0;
    use.output = rows.output[row] ?? 0;
    use.cacheRead = rows.cacheRead[row] ?? 0;
    use.cacheWrite5m = rows.cacheWrite5m[row] ?? 0;
    use.cacheWrite1h = rows.cacheWrite1h[row] ?? 0;
    use.webSearches = rows.webSearches[row] ?? 0;
    costs[row] = ofModels[rows.model[row] ?? 0]?.(use) ?? Number.NaN;
  }
  return costs;
}

function sumUp(
  sessions: ReadonlyMap<string, LedgerSession>,
  { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, slug, groupBy }: UsageQuery,
  days: LocalDays | undefined,
): Omit<UsageReport, 'prices_as_of'> {
  const total = new UsageSums();
  const totalRow = total.rowOf(TOTAL);
  const groups = new UsageSums();
  const unpriced = new Set<string>();
  let sessionNumber = 0;
  for (const [sessionId, { files }] of sessions) {
    sessionNumber += 1;
    for (const { indexed, costs } of files.values()) {
      const { file, counts } = indexed;
      if (slug !== undefined && file.slug !== slug) continue;
      const { rows } = file;
      const groupOf = groupsOf(groups, file, sessionId, groupBy, days);
      for (let row = 0; row < rows.count; row += 1) {
        const at = rows.at[row] ?? 0;
        if (counts[row] === 0 || at < since || at >= until) continue;
        const cost = costs[row] ?? Number.NaN;
        const input = rows.input[row] ?? 0;
        const output = rows.output[row] ?? 0;
        const read = rows.cacheRead[row] ?? 0;
        const written = (rows.cacheWrite5m[row] ?? 0) + (rows.cacheWrite1h[row] ?? 0);
        total.add(totalRow, sessionNumber, cost, input, output, read, written);
        if (groupOf !== undefined) groups.add(groupOf(row, at), sessionNumber, cost, input, output, read, written);
        if (Number.isNaN(cost)) unpriced.add(rows.models[rows.model[row] ?? 0] ?? '');
      }
    }
  }
  return {
    totals: total.totalsOf(TOTAL),
    groups: groups
      .keys()
      .map((key) => ({ key, ...slugOf(groupBy, sessions.get(key)), ...groups.totalsOf(key) }))
      .sort(groupBy === 'day' ? byKey : byCost),
    unpriced_models: [...unpriced].sort(),
  };
}

/** Returns how to find the sums that a response of the file is added to; undefined when there are no groups. */
function groupsOf(
  groups: UsageSums,
  { rows, slug }: CountedFile,
  sessionId: string,
  groupBy: UsageGrouping | undefined,
  days: LocalDays | undefined,
): ((row: number, at: number) => number) | undefined {
  if (days !== undefined) {
    let last = days.find(Number.NaN);
    let lastRow = -1;
    return (_, at) => {
      const day = days.find(at);
      if (day !== last || lastRow < 0) {
        last = day;
        lastRow = groups.rowOf(day.date);
      }
      return lastRow;
    };
  }
  if (groupBy === 'model') {
    // Looked for when a response counts: a model none of whose responses does is no group.
    const ofModels = new Int32Array(rows.models.length).fill(-1);
    return (row) => {
      const model = rows.model[row] ?? 0;
      if ((ofModels[model] ?? -1) < 0) ofModels[model] = groups.rowOf(rows.models[model] ?? '');
      return ofModels[model] ?? 0;
    };
  }
  if (groupBy === undefined || groupBy === 'day') return undefined;
  const key = groupBy === 'project' ? slug : sessionId;
  let group = -1;
  return () => {
    if (group < 0) group = groups.rowOf(key);
    return group;
  };
}

/** A session's project, where sessions are told apart. */
function slugOf(groupBy: UsageGrouping | undefined, session: LedgerSession | undefined): { slug?: string } {
  const [first] = groupBy === 'session' && session !== undefined ? session.files.values() : [];
  return first === undefined ? {} : { slug: first.indexed.file.slug };
}

function byKey(one: UsageGroup, other: UsageGroup): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
}

function byCost(one: UsageGroup, other: UsageGroup): number {
  return other.cost_usd - one.cost_usd || tokensOf(other) - tokensOf(one) || byKey(one, other);
}

function tokensOf({ tokens }: UsageTotals): number {
  return tokens.input + tokens.output + tokens.cache_read + tokens.cache_write;
}
