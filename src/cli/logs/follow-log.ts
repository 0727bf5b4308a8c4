import { setTimeout as delay } from 'node:timers/promises';
import type { OpenInvoker } from '../../app/open-invoker.ts';
import { isLost } from '../session/follow-events.ts';
import { callOperation } from '../session/operations.ts';
import { type LogPage, type LogQuery, type LogRow, readNewest } from './log-page.ts';

/** A call is given up by some after a minute; it is asked again at once. */
const POLL_MS = 25_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 3_000;

export interface FollowLogOptions {
  /** Opens the way to the server, again after it was lost. */
  readonly connect: () => Promise<OpenInvoker>;
  readonly query: LogQuery;
  /** Rows before what comes, at most. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Says what a person should know of the way itself. */
  readonly note: (text: string) => void;
}

/**
 * Yields the newest rows and then others as they come, oldest first, none twice and none left out, over restarts of the
 * server, until the signal aborts.
 * @throws CodezError what the server refuses, or `unavailable` when it cannot be reached at first
 */
export async function* followLog(options: FollowLogOptions): AsyncGenerator<readonly LogRow[]> {
  const { connect, query, limit, signal, note } = options;
  let opened: OpenInvoker | undefined;
  let head: string | undefined;
  let retryMs = 0;
  try {
    while (!signal.aborted) {
      try {
        opened ??= await connect();
        const rows: readonly LogRow[] =
          head === undefined ? [] : await readNext(opened, { ...query, after: head }, retryMs > 0 ? 0 : POLL_MS);
        if (retryMs > 0) note('The server is back.');
        retryMs = 0;
        if (head === undefined) {
          const newest = await readNewest(opened, query, limit, signal);
          head = newest.head;
          yield newest.rows;
        } else yield rows;
      } catch (error) {
        if (signal.aborted) return;
        if (head === undefined || !isLost(error)) throw error;
        if (retryMs === 0) note('The server has gone; waiting for it to come back.');
        await opened?.close().catch(() => {});
        opened = undefined;
        retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, retryMs * 2));
        await delay(retryMs, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    await opened?.close().catch(() => {});
  }

  async function readNext(
    way: OpenInvoker,
    args: LogQuery & { readonly after: string },
    timeoutMs: number,
  ): Promise<readonly LogRow[]> {
    const page = await callOperation<LogPage>(
      way,
      'access_log',
      { ...args, limit: 1000, timeout_ms: timeoutMs },
      signal,
    );
    head = page.head;
    return page.rows;
  }
}
