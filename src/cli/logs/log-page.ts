import type { OpenInvoker } from '../../app/open-invoker.ts';
import type { accessLog } from '../../tools/access-log/access-log.ts';
import { callOperation } from '../session/operations.ts';

export type LogPage = Awaited<ReturnType<(typeof accessLog)['run']>>;
export type LogRow = LogPage['rows'][number];

/** Which rows are wanted, as the operation takes it. */
export interface LogQuery {
  readonly principal?: string;
  readonly tool?: string;
  readonly status?: string;
  readonly door?: string;
  readonly q?: string;
  readonly since?: string;
  readonly with_reads?: boolean;
}

/** Rows the operation returns at once at most. */
const MAX_PAGE = 1000;

/** Returns the newest rows, oldest first, where there are more, and behind which row others come. */
export async function readNewest(
  opened: OpenInvoker,
  query: LogQuery,
  limit: number,
  signal: AbortSignal,
): Promise<{ readonly rows: readonly LogRow[]; readonly hasMore: boolean; readonly head: string }> {
  const rows: LogRow[] = [];
  let head: string | undefined;
  let cursor: string | undefined;
  do {
    const left = Math.min(MAX_PAGE, limit - rows.length);
    const page = await callOperation<LogPage>(
      opened,
      'access_log',
      { ...query, limit: left, ...(cursor && { cursor }) },
      signal,
    );
    rows.push(...page.rows);
    head ??= page.head;
    cursor = page.next;
  } while (cursor !== undefined && rows.length < limit);
  return { rows: rows.reverse(), hasMore: cursor !== undefined, head: head ?? '' };
}
