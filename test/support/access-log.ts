import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessLog, AccessPage, AccessQuery } from '../../src/audit/access-log.ts';
import type { AccessRow } from '../../src/audit/access-row.ts';
import { type AccessLogLimits, openAccessLog } from '../../src/audit/open-access-log.ts';
import { renderRow } from '../../src/audit/row-line.ts';
import { toIso } from '../../src/core/clock.ts';
import { randomIds } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger.ts';
import { scratchFolder } from './scratch.ts';

/** Noon of 31 January 2026. */
export const NOON = Date.UTC(2026, 0, 31, 12);

/** Clocks of a log, for tests to set. */
export class TestTime {
  now: number;
  monotonicNow = 0;

  constructor(now = NOON) {
    this.now = now;
  }

  /** Time goes by. */
  pass(ms: number): void {
    this.now += ms;
    this.monotonicNow += ms;
  }
}

export interface TestLogOptions extends Partial<AccessLogLimits> {
  readonly time?: TestTime;
  /** Takes what the log tells its logger. */
  readonly lines?: string[];
}

/** Opens a log in `folder` that writes only when 64 KiB are full or it is closed, unless `flushAfterMs` says otherwise. */
export async function openTestLog(folder: string, options: TestLogOptions = {}): Promise<AccessLog> {
  const { time = new TestTime(), lines = [], ...limits } = options;
  const clock = (): number => time.now;
  return await openAccessLog({
    folder,
    clock,
    monotonic: () => time.monotonicNow,
    ids: randomIds,
    logger: createLogger({ write: (line) => lines.push(line), level: 'debug', clock, format: 'text' }),
    limits: { flushAfterMs: 60_000, ...limits },
  });
}

/** A row whose request id is `r<number>`. */
export function rowOf(number: number, fields: Partial<AccessRow> = {}, at = NOON): AccessRow {
  return {
    at: toIso(at),
    request_id: `r${number}`,
    principal: 'owner:local',
    address: '127.0.0.1',
    door: 'mcp',
    method: 'tools/call',
    tool: 'memory_list',
    status: 'ok',
    duration_ms: 1.5,
    bytes_in: 120,
    bytes_out: 80,
    user_agent: 'test/1',
    ...fields,
  };
}

/** Returns the request ids of a page's rows. */
export function idsOf({ rows }: Pick<AccessPage, 'rows'>): string[] {
  return rows.map((row) => row.request_id);
}

/** Reads the whole log by pages of `limit`, newest first, and returns the pages. */
export async function readPages(log: AccessLog, query: AccessQuery = {}, limit = 1000): Promise<AccessPage[]> {
  const pages: AccessPage[] = [];
  let cursor: string | undefined;
  do {
    const page: AccessPage = await log.list(query, { limit, cursor });
    pages.push(page);
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

/** Returns the request ids of the whole log, newest first. */
export async function readIds(log: AccessLog, query: AccessQuery = {}, limit = 1000): Promise<string[]> {
  return (await readPages(log, query, limit)).flatMap(idsOf);
}

/** Returns the names in the folder of a log, sorted. */
export function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** Returns the request ids in a file of the log, oldest first. */
export function idsInFile(folder: string, name: string): string[] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as AccessRow).request_id);
}

/** Returns `r<from>` to `r<to>`, falling when `from` is above `to`. */
export function idsBetween(from: number, to: number): string[] {
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => `r${from + at * step}`);
}

/** Returns where a log may be, in a new folder; nothing is there yet. */
export function newLogFolder(): string {
  return join(scratchFolder(), 'access');
}

/** Makes a file of the log with one row and `bytes` that are none, last changed on its day. */
export function putLogFile(folder: string, name: string, id: number, bytes = 0): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const named = Date.parse(`${name.slice(0, 10)}T12:00:00Z`);
  const day = Number.isNaN(named) ? 0 : named;
  const filling = `${' '.repeat(99)}\n`.repeat(bytes / 100);
  writeFileSync(join(folder, name), renderRow(rowOf(id, {}, day)) + filling, { mode: 0o600 });
  utimesSync(join(folder, name), day / 1000, day / 1000);
}

/** Resolves when all rows are on disk. */
export async function written(log: AccessLog): Promise<void> {
  while (log.status().waitingBytes > 0) await new Promise((resolve) => setImmediate(resolve));
}
