import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUsageLedger } from '../../../../src/claude/usage/create-usage-ledger.ts';
import { createPrices } from '../../../../src/claude/usage/prices.ts';
import type { CountedFile, UsageGrouping, UsageQuery, UsageReport } from '../../../../src/claude/usage/usage.ts';
import { SeededRandom } from '../../../support/sessions/fuzz/seeded-random.ts';
import { naiveReport } from './naive-report.ts';
import { toFile, type WrittenResponse } from './response-rows.ts';

const PRICES = createPrices();

test('a response that several files hold counts where it is no copy, else in the older file [usage.once]', () => {
  const ledger = createUsageLedger(PRICES);
  const bySession = (): readonly (readonly [string, number])[] =>
    ledger.report({ groupBy: 'session' }).groups.map(({ key, tokens }) => [key, tokens.output] as const);
  const fork = toFile({ sessionId: 'fork', bornAtMs: 1 }, [
    { key: 1n, output: 5, isCopy: true },
    { key: 2n, output: 7 },
  ]);
  ledger.put(fork);
  assert.deepEqual(bySession(), [['fork', 12]]);
  ledger.put(toFile({ sessionId: 'source', bornAtMs: 9 }, [{ key: 1n, output: 50 }]));
  assert.deepEqual(bySession(), [
    ['source', 50],
    ['fork', 7],
  ]);
  ledger.put(toFile({ sessionId: 'older', bornAtMs: 3 }, [{ key: 1n, output: 500 }]));
  assert.deepEqual(bySession(), [
    ['older', 500],
    ['fork', 7],
  ]);
  assert.equal(ledger.sessionUsage('source')?.messages, 0);
  ledger.remove('/-work/older/main');
  assert.equal(ledger.sessionUsage('older'), undefined);
  assert.deepEqual(ledger.sessionUsage('source')?.tokens.output, 50);
  ledger.remove('/-work/source/main');
  assert.deepEqual(bySession(), [['fork', 12]]);
});

test('sub-agents count for their session, which is one session in every sum [usage.subagents]', () => {
  const ledger = createUsageLedger(PRICES);
  ledger.put(toFile({ sessionId: 'one' }, [{ key: 1n, output: 1_000_000 }]));
  ledger.put(
    toFile({ sessionId: 'one', name: 'agent-a' }, [{ key: 2n, output: 1_000_000, cacheWrite5m: 3, cacheWrite1h: 4 }]),
  );
  const { totals, groups } = ledger.report({ groupBy: 'project' });
  const tokens = { input: 0, output: 2_000_000, cache_read: 0, cache_write: 7 };
  assert.deepEqual(totals, { cost_usd: 50.000059, sessions: 1, messages: 2, tokens });
  assert.deepEqual(groups, [{ key: '-work', ...totals }]);
  assert.deepEqual(ledger.sessionUsage('one'), { messages: 2, tokens, cost_usd: 50.000059 });
});

test('a model without a price is named, its tokens count, and its session tells no cost [usage.unpriced]', () => {
  const ledger = createUsageLedger(PRICES);
  ledger.put(
    toFile({ sessionId: 'mixed' }, [
      { key: 1n, output: 1_000_000 },
      { key: 2n, output: 8, model: 'glm-9' },
    ]),
  );
  ledger.put(toFile({ sessionId: 'plain' }, [{ key: 3n, output: 1_000_000, at: Date.UTC(2026, 0, 1) }]));
  const report = ledger.report({ groupBy: 'model' });
  assert.deepEqual(report.unpriced_models, ['glm-9']);
  assert.equal(report.totals.cost_usd, 50);
  assert.equal(report.totals.cost_is_partial, true);
  assert.equal(report.totals.tokens.output, 2_000_008);
  assert.deepEqual(
    report.groups.map(({ key, cost_usd, cost_is_partial = false }) => [key, cost_usd, cost_is_partial]),
    [
      ['claude-opus-4-8', 50, false],
      ['glm-9', 0, true],
    ],
  );
  const { cost_usd: cost, ...usage } = ledger.sessionUsage('mixed') ?? assert.fail();
  assert.equal(cost, undefined);
  assert.equal(usage.tokens.output, 1_000_008);
  assert.deepEqual(ledger.report({ until: Date.UTC(2026, 1, 1) }).unpriced_models, []);
  assert.equal(report.prices_as_of, PRICES.asOf);
});

test('reports equal those of a plain count, whatever comes, changes and goes [usage.exact]', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = new SeededRandom(seed);
    const below = (bound: number): number => random.below(bound);
    const ledger = createUsageLedger(PRICES);
    const files = new Map<string, CountedFile>();
    const makeFile = (): CountedFile => {
      const sessionId = `s${below(6)}`;
      const place = { slug: `-p${below(3)}`, sessionId, name: `f${below(3)}`, bornAtMs: below(4) };
      const keys = new Set(
        Array.from({ length: below(seed % 8 === 0 ? 1500 : 12) }, () => BigInt(below(seed % 8 === 0 ? 4000 : 30))),
      );
      return toFile(
        place,
        [...keys].map((key) => makeResponse(key, below)),
      );
    };
    for (let step = 0; step < 30; step += 1) {
      const file = makeFile();
      // A path belongs to one session, as it does on disk.
      if (below(4) === 0) {
        files.delete(file.path);
        ledger.remove(file.path);
      } else {
        files.set(file.path, file);
        ledger.put(file);
      }
      const query = makeQuery(below);
      const expected = naiveReport([...files.values()], query, PRICES);
      assertSame(ledger.report(query), expected, `seed ${seed}, step ${step}`);
    }
    for (const sessionId of new Set([...files.values()].map((file) => file.sessionId))) {
      const own = naiveReport([...files.values()], { groupBy: 'session' }, PRICES);
      const group = own.groups.find(({ key }) => key === sessionId);
      assert.deepEqual(
        ledger.sessionUsage(sessionId)?.tokens,
        group?.tokens ?? { input: 0, output: 0, cache_read: 0, cache_write: 0 },
      );
    }
  }
});

function makeResponse(key: bigint, below: (bound: number) => number): WrittenResponse {
  return {
    // Keys that differ in either half only, 0 among them.
    key: key % 2n === 0n ? key << 32n : key,
    at: below(20) === 0 ? 0 : Date.UTC(2026, 2, 27) + below(6 * 86_400) * 1000,
    model: ['claude-opus-4-8', 'claude-haiku-4-5-20251001', 'unheard-of'][below(3)] ?? '',
    input: below(100),
    output: below(1000),
    cacheRead: below(100_000),
    cacheWrite5m: below(5000),
    cacheWrite1h: below(5000),
    webSearches: below(20) === 0 ? 1 : 0,
    isCopy: below(3) === 0,
  };
}

function makeQuery(below: (bound: number) => number): UsageQuery {
  const groupings: readonly (UsageGrouping | undefined)[] = [undefined, 'day', 'model', 'project', 'session'];
  return {
    groupBy: groupings[below(5)],
    ...(below(2) === 0 ? { since: Date.UTC(2026, 2, 28) } : {}),
    ...(below(2) === 0 ? { until: Date.UTC(2026, 2, 31) } : {}),
    ...(below(3) === 0 ? { slug: `-p${below(4)}` } : {}),
    ...(below(2) === 0 ? { timeZone: 'Europe/Berlin' } : {}),
  };
}

/** Sums differ in their last digit by the order they are added up in: costs may by a millionth. */
function assertSame(actual: UsageReport, expected: UsageReport, where: string): void {
  assert.deepEqual(withoutCosts(actual), withoutCosts(expected), where);
  const costs = costsOf(expected);
  for (const [key, cost] of costsOf(actual))
    assert.ok(Math.abs(cost - (costs.get(key) ?? 0)) < 2e-6, `${where}: ${key}`);
}

function withoutCosts({ totals, groups, ...rest }: UsageReport): unknown {
  const byKey = [...groups].sort((one, other) => (one.key < other.key ? -1 : 1));
  return {
    ...rest,
    totals: { ...totals, cost_usd: 0 },
    groups: byKey.map(({ slug: _, ...group }) => ({ ...group, cost_usd: 0 })),
  };
}

function costsOf({ totals, groups }: UsageReport): ReadonlyMap<string, number> {
  return new Map([['', totals.cost_usd], ...groups.map(({ key, cost_usd: cost }) => [key, cost] as const)]);
}
