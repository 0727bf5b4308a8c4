import type { Clock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { tightenDirectory } from '../storage/durable-files.ts';
import type { AccessLog, AccessPage, AccessQuery } from './access-log.ts';
import type { AccessRow } from './access-row.ts';
import { findTarget, LogAppender, newTarget } from './log-appender.ts';
import { dayOf } from './log-file.ts';
import { parsePosition, renderPosition } from './log-position.ts';
import { comparePlaces, type LogSnapshot, type Place, readBackward, readForward } from './log-reader.ts';
import { LogWriter } from './log-writer.ts';
import { Retention } from './retention.ts';
import { createRowFilter } from './row-filter.ts';
import { RowPage } from './row-page.ts';
import { RowQueue, type TargetFile } from './row-queue.ts';
import { RowWaits } from './row-waits.ts';

export interface AccessLogOptions {
  /** `access/` of the data directory; made when the first row is written. */
  readonly folder: string;
  readonly clock: Clock;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly limits?: Partial<AccessLogLimits>;
}

export interface AccessLogLimits {
  /** Between a row and its writing at most. */
  readonly flushAfterMs: number;
  /** Between a failed write and the next attempt. */
  readonly retryAfterMs: number;
  /** Bytes that are written at once. */
  readonly batchBytes: number;
  /** Bytes of rows that wait for a failing disk at most. */
  readonly waitingBytes: number;
  /** Bytes from which another part of a day is begun. */
  readonly partBytes: number;
  /** Bytes of all files. */
  readonly maxBytes: number;
  /** Days kept besides today. */
  readonly maxDays: number;
  /** Bytes of a page's rows. */
  readonly pageBytes: number;
  /** How long is looked for the rows of one page. */
  readonly lookMs: number;
  /** Between two looks at what is too old. */
  readonly tidyEveryMs: number;
}

const LIMITS: AccessLogLimits = {
  flushAfterMs: 500,
  retryAfterMs: 1000,
  batchBytes: 64 * 1024,
  waitingBytes: 4 * 1024 * 1024,
  partBytes: 64 * 1024 * 1024,
  maxBytes: 1024 * 1024 * 1024,
  maxDays: 30,
  pageBytes: 512 * 1024,
  lookMs: 80,
  tidyEveryMs: 3_600_000,
};

/** Opens the access log of a data directory; one that cannot be written says so and is tried again. Never rejects. */
export async function openAccessLog(options: AccessLogOptions): Promise<AccessLog> {
  const { folder, clock, monotonic, ids, logger } = options;
  const limits = { ...LIMITS, ...options.limits };
  const target = await openTarget(options);
  const run = ids.hex(4);
  const queue = new RowQueue(target, { ...limits, maxBytes: limits.waitingBytes });
  const opened = queue.end();
  const retention = new Retention({ folder, ...limits, clock, monotonic, logger });
  let tidying: Promise<void> = Promise.resolve();
  const tidy = (): void => {
    tidying = tidying
      .then(() => retention.enforce(current))
      .catch((error: Error) => logger.warn('the access log cannot be tidied', { problem: error.message }));
  };
  let current: TargetFile = target;
  const writer = new LogWriter({
    queue,
    appender: new LogAppender(folder),
    ...limits,
    clock,
    logger,
    onFile(file) {
      current = file;
      tidy();
    },
  });
  const waits = new RowWaits((error) => logger.error('a row of the access log was not told', { error: String(error) }));
  const timer = setInterval(tidy, limits.tidyEveryMs);
  timer.unref();
  tidy();

  const snapshot = (): LogSnapshot => {
    const waiting = queue.waiting();
    const head = queue.end();
    const first = waiting[0];
    return { waiting, head, end: first === undefined ? head : { file: first.file, offset: first.start } };
  };
  const toText = (place: Place): string => renderPosition({ ...place, run });
  const newPage = (query: AccessQuery, limit: number): RowPage =>
    new RowPage(createRowFilter(query, clock()), { limit, maxBytes: limits.pageBytes, lookMs: limits.lookMs });
  /** What a former run held in memory may never have been written: its rows are followed from what was. */
  const startOf = (text: string): Place => {
    const position = parsePosition(text, 'head');
    const known = position.run === run ? queue.end() : opened;
    return comparePlaces(position, known) < 0 ? position : known;
  };

  return {
    write(row: AccessRow) {
      writer.add(row);
      waits.tell(row);
    },
    subscribe: (listener) => waits.subscribe(listener),
    async list(query, { limit, cursor }): Promise<AccessPage> {
      const seen = snapshot();
      const from = cursor === undefined ? seen.head : parsePosition(cursor, 'cursor');
      const page = newPage(query, limit);
      const next = await readBackward(folder, seen, from, page);
      return { rows: page.rows, ...(next === undefined ? {} : { next: toText(next) }), head: toText(seen.head) };
    },
    async follow(query, { head, limit, timeoutMs, signal }): Promise<AccessPage> {
      let from = startOf(head);
      const endsAt = performance.now() + timeoutMs;
      for (;;) {
        const page = newPage(query, limit);
        const seen = snapshot();
        const reached = await readForward(folder, seen, from, page);
        signal.throwIfAborted();
        const leftMs = endsAt - performance.now();
        const isAtEnd = comparePlaces(reached, queue.end()) >= 0;
        if (page.rows.length > 0 || leftMs <= 0 || (waits.isEnded && isAtEnd)) {
          return { rows: page.rows, head: toText(reached) };
        }
        from = reached;
        if (isAtEnd) await waits.next(page.filter, leftMs, signal);
        else await new Promise((resolve) => setImmediate(resolve));
      }
    },
    endWaits: () => waits.endAll(),
    status() {
      const { problem, lostRows, failedWrites } = writer.state;
      return {
        ...(problem === undefined ? {} : { problem }),
        lostRows,
        failedWrites,
        waitingBytes: queue.bytes,
        files: retention.kept.files + Number(current.exists),
        bytes: retention.kept.bytes + current.written,
      };
    },
    async close() {
      clearInterval(timer);
      waits.endAll();
      await writer.close();
      await tidying;
    },
  };
}

async function openTarget({ folder, clock, logger }: AccessLogOptions): Promise<TargetFile> {
  const now = clock();
  try {
    await tightenDirectory(folder);
    return await findTarget(folder, now);
  } catch (error) {
    logger.error('the access log cannot be opened', {
      problem: error instanceof Error ? error.message : String(error),
    });
    return newTarget(dayOf(now), 0, dayOf(now));
  }
}
