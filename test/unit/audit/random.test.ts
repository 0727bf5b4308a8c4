import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AccessLog, AccessQuery } from '../../../src/audit/access-log.ts';
import type { AccessRow } from '../../../src/audit/access-row.ts';
import { createRowFilter } from '../../../src/audit/row-filter.ts';
import { idsOf, namesIn, newLogFolder, openTestLog, readIds, rowOf, TestTime } from '../../support/access-log.ts';

const BATCH_BYTES = 1500;
const STEPS = 250;
const DAY_MS = 86_400_000;

/** The same numbers for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** A log that is written, closed, killed, torn and moved in time at random, and what must be in it. */
class Life {
  readonly folder = newLogFolder();
  readonly time = new TestTime();
  readonly pick: (below: number) => number;
  readonly rows: AccessRow[] = [];
  /** A head, and how many of `rows` come before it. */
  readonly heads: [head: string, before: number][] = [];
  log: AccessLog | undefined;
  #number = 0;

  constructor(seed: number) {
    this.pick = random(seed);
  }

  async open(): Promise<AccessLog> {
    this.log ??= await openTestLog(this.folder, {
      time: this.time,
      batchBytes: BATCH_BYTES,
      partBytes: 6000,
      maxDays: 10_000,
      lookMs: this.pick(2) === 0 ? 0 : 80,
    });
    return this.log;
  }

  async step(): Promise<void> {
    const log = await this.open();
    const kind = this.pick(20);
    if (kind < 12) this.#write(log);
    else if (kind < 14) await new Promise((resolve) => setImmediate(resolve));
    else if (kind < 16) this.heads.push([(await log.list({}, { limit: 1 })).head, this.rows.length]);
    else if (kind === 16)
      this.time.now += [-90_000, -3 * DAY_MS, DAY_MS, 400 * DAY_MS, -400 * DAY_MS][this.pick(5)] as number;
    else if (kind === 17) this.time.pass(this.pick(DAY_MS));
    else if (kind === 18) await this.#close(log);
    else await this.#kill(log);
  }

  #write(log: AccessLog): void {
    for (let left = this.pick(12); left >= 0; left--) {
      const row = rowOf(
        ++this.#number,
        {
          principal: `host:h${this.pick(4)}`,
          status: (['ok', 'error', 'denied'] as const)[this.pick(3)] as AccessRow['status'],
          user_agent: ['curl', 'é\u200b', 'x'.repeat(this.pick(250)), '\u001b[m'][this.pick(4)] as string,
        },
        this.time.now,
      );
      this.rows.push(row);
      log.write(row);
    }
  }

  async #close(log: AccessLog): Promise<void> {
    await log.close();
    this.log = undefined;
  }

  /** What has not been written is lost: here one row. A line may be torn. */
  async #kill(log: AccessLog): Promise<void> {
    while (log.status().waitingBytes > 0) {
      // Rows are added until they fill a batch, which is then written.
      this.#write(log);
      for (let turn = 0; turn < 50 && log.status().waitingBytes > 0; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    log.write(rowOf(0));
    const { head } = await log.list({}, { limit: 1 });
    const newest = namesIn(this.folder).sort(byAge).at(-1);
    if (newest !== undefined && this.pick(2) === 0) appendFileSync(join(this.folder, newest), '{"at":"20');
    this.log = undefined;
    const next = await this.open();
    const before = this.rows.length;
    this.#write(next);
    const page = await next.follow({}, { head, limit: 100, timeoutMs: 0, signal: AbortSignal.timeout(60_000) });
    assert.deepEqual(
      idsOf(page),
      this.rows.slice(before).map(({ request_id }) => request_id),
    );
    this.heads.push([page.head, this.rows.length]);
  }
}

function byAge(a: string, b: string): number {
  const partOf = (name: string): number => Number(name.split('.')[1]?.replace('jsonl', '0') ?? 0);
  return a.slice(0, 10).localeCompare(b.slice(0, 10)) || partOf(a) - partOf(b);
}

const QUERIES: readonly AccessQuery[] = [
  {},
  { status: 'denied' },
  { principal: 'h2', status: 'ok' },
  { q: 'CURL' },
  { q: 'é\u200b' },
];

for (const seed of [1, 2, 3, 4]) {
  test(`life ${seed}: whatever happens, every row that was written is found once, in order [access.log.list, access.log.files.clock, access.log.files.torn, access.log.follow.restart]`, async () => {
    const life = new Life(seed);
    for (let step = 0; step < STEPS; step++) await life.step();
    const log = await life.open();
    const { rows, heads, time } = life;
    assert.ok(rows.length > 500 && heads.length > 10);
    for (const query of QUERIES) {
      const { matches } = createRowFilter(query, time.now);
      const expected = rows.filter(matches).map(({ request_id }) => request_id);
      assert.deepEqual(await readIds(log, query, 37), expected.toReversed());
    }
    for (const [head, before] of heads) {
      const expected = rows.slice(before).map(({ request_id }) => request_id);
      const seen: string[] = [];
      let from = head;
      while (seen.length < expected.length) {
        const page = await log.follow(
          {},
          { head: from, limit: 100, timeoutMs: 60_000, signal: AbortSignal.timeout(60_000) },
        );
        seen.push(...idsOf(page));
        from = page.head;
      }
      assert.deepEqual(seen, expected, head);
    }
    await log.close();
  });
}
