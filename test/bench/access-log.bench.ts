import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessLog, AccessQuery } from '../../src/audit/access-log.ts';
import { renderRow } from '../../src/audit/row-line.ts';
import { NOON, openTestLog, rowOf } from '../support/access-log.ts';
import { scratchFolder } from '../support/scratch.ts';
import { type BenchRow, median, percentile } from './row.ts';

const ROWS = 1_000_000;
const PARTS = 5;
const WRITTEN = 200_000;
const NEEDLE = 'Needle-7';

/** What a row costs its call, and how long looking takes with a million rows on disk. */
export async function rows(): Promise<BenchRow[]> {
  return [...(await measureWriting()), ...(await measureReading())];
}

async function measureWriting(): Promise<BenchRow[]> {
  const folder = join(scratchFolder('codez-bench-'), 'access');
  const log = await openTestLog(folder, { flushAfterMs: 500, waitingBytes: 1024 ** 3 });
  const rows = Array.from({ length: 1000 }, (_, number) => realRow(number));
  const chunks: number[] = [];
  for (let written = 0; written < WRITTEN; written += rows.length) {
    const startedAt = performance.now();
    for (const row of rows) log.write(row);
    chunks.push(((performance.now() - startedAt) * 1000) / rows.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await log.close();
  const cost = median(chunks);
  const details = `${cost.toFixed(2)} µs a row, p99 ${percentile(chunks, 0.99).toFixed(2)} µs; ${WRITTEN} rows in batches of 1,000`;
  const name = 'a row costs its call, in µs';
  return [{ id: 'access.log.cost', name, ratio: cost, target: { atMost: 10 }, details }];
}

async function measureReading(): Promise<BenchRow[]> {
  const folder = join(scratchFolder('codez-bench-'), 'access');
  writeRows(folder);
  const log = await openTestLog(folder);
  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await sleep(1500);
  idle.disable();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const first = await readPages(log, {}, 1);
  const rare = await readPages(log, { q: NEEDLE.toLowerCase() });
  const common = await readPages(log, { q: 'status' });
  const principal = await readPages(log, { principal: 'host:web-77' });
  const recent = await readPages(log, { since: NOON + ROWS * 10 - 600_000, status: 'denied' });
  delay.disable();
  await log.close();
  if (rare.rows !== 7) throw new Error(`${rare.rows} rows found instead of 7`);
  const looks = { 'first page': first, 'rare text': rare, 'text in no row': common, 'one host': principal, recent };
  const shown = Object.entries(looks).map(
    ([name, { pages, longestMs, totalMs, rows }]) =>
      `${name}: ${rows} rows, ${pages} pages, longest ${longestMs.toFixed(0)} ms, in all ${totalMs.toFixed(0)} ms`,
  );
  const longest = Math.max(...Object.values(looks).map(({ longestMs }) => longestMs));
  const [before, during] = [idle.percentile(99) / 1e6, delay.percentile(99) / 1e6];
  return [
    {
      id: 'access.log.page-time',
      name: 'first page of 1,000,000 rows',
      ratio: first.longestMs,
      unit: 'ms',
      target: { atMost: 100 },
      details: shown[0] ?? '',
    },
    {
      id: 'access.log.page-time',
      name: 'longest page of any look over 1,000,000 rows',
      ratio: longest,
      unit: 'ms',
      target: { atMost: 200 },
      details: shown.slice(1).join('; '),
    },
    {
      id: 'access.log.page-time',
      name: 'event loop held longer while looking than while idle, 99 of 100',
      ratio: Math.max(0, during - before),
      unit: 'ms',
      target: { atMost: 10 },
      details: `${during.toFixed(1)} ms against ${before.toFixed(1)} ms; at most ${(delay.max / 1e6).toFixed(1)} ms`,
    },
  ];
}

async function readPages(
  log: AccessLog,
  query: AccessQuery,
  maxPages = Number.POSITIVE_INFINITY,
): Promise<{ pages: number; rows: number; longestMs: number; totalMs: number }> {
  const times: number[] = [];
  let rows = 0;
  let cursor: string | undefined;
  do {
    const startedAt = performance.now();
    const page = await log.list(query, { limit: 200, cursor });
    times.push(performance.now() - startedAt);
    rows += page.rows.length;
    cursor = page.next;
  } while (cursor !== undefined && times.length < maxPages);
  const totalMs = times.reduce((sum, ms) => sum + ms, 0);
  return { pages: times.length, rows, longestMs: Math.max(...times), totalMs };
}

function writeRows(folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  for (let part = 0; part < PARTS; part++) {
    const lines: string[] = [];
    for (let number = part * (ROWS / PARTS); number < (part + 1) * (ROWS / PARTS); number++) {
      lines.push(renderRow(realRow(number)));
    }
    writeFileSync(join(folder, part === 0 ? '2026-01-31.jsonl' : `2026-01-31.${part}.jsonl`), lines.join(''), {
      mode: 0o600,
    });
  }
}

/** Rows as a fleet of hosts makes them; seven of a million hold the needle. */
function realRow(number: number) {
  const at = NOON + number * 10;
  const isDenied = number % 50 === 0;
  return rowOf(
    number,
    {
      principal: `host:web-${number % 100}`,
      space: `web-${number % 100}`,
      address: `10.0.${number % 250}.${number % 200}`,
      tool: number % 3 === 0 ? 'memory_store' : 'memory_search',
      user_agent: number % 142_857 === 5 ? `curl/8 ${NEEDLE}` : 'codex-cli/0.42.0 (linux; x64)',
      ...(isDenied ? { status: 'denied', code: 'forbidden' } : {}),
    },
    at,
  );
}
