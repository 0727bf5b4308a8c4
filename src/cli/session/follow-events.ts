import { setTimeout as delay } from 'node:timers/promises';
import type { OpenInvoker } from '../../app/open-invoker.ts';
import { CodezError } from '../../core/errors.ts';
import { callOperation } from './operations.ts';
import type { ShownEvent } from './shown-event.ts';

/** A call is given up by some after a minute; it is asked again at once. */
const POLL_MS = 25_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 3_000;

export interface FollowOptions {
  /** Opens the way to the server, again after it was lost. */
  readonly connect: () => Promise<OpenInvoker>;
  readonly sessionId?: string | undefined;
  readonly types: readonly string[];
  /** Where to begin; without it from now on. */
  readonly cursor?: string | undefined;
  readonly signal: AbortSignal;
  /** Says what a person should know of the way itself. */
  readonly note: (text: string) => void;
}

export interface EventBatch {
  readonly events: readonly ShownEvent[];
  readonly cursor: string;
  readonly opened: OpenInvoker;
}

interface PolledEvents {
  readonly events: readonly ShownEvent[];
  readonly cursor: string;
  readonly gap: boolean;
}

/**
 * Yields events as they happen, none twice and none left out, over restarts of the server, until the signal aborts.
 * The first batch of each way comes at once, with what has happened
 * behind the cursor.
 * @throws CodezError what the server refuses, or `unavailable` when it cannot be reached at first
 */
export async function* followEvents(options: FollowOptions): AsyncGenerator<EventBatch> {
  const { connect, sessionId, types, signal, note } = options;
  const filter = { types, limit: 500, ...(sessionId && { session_id: sessionId }) };
  let { cursor } = options;
  let opened: OpenInvoker | undefined;
  let hasBegun = false;
  let retryMs = 0;
  try {
    while (!signal.aborted) {
      try {
        const isNew = opened === undefined;
        opened ??= await connect();
        // On a new way it is told at once what there is.
        const query = { ...filter, timeout_ms: isNew ? 0 : POLL_MS, ...(cursor && { cursor }) };
        const polled: PolledEvents = await callOperation(opened, 'poll_events', query, signal);
        if (retryMs > 0) note('The server is back.');
        if (polled.gap) note('Some events are missing: they have fallen out of the log.');
        [hasBegun, retryMs] = [true, 0];
        cursor = polled.cursor;
        yield { events: polled.events, cursor: polled.cursor, opened };
      } catch (error) {
        if (signal.aborted) return;
        if (!hasBegun || !isLost(error)) throw error;
        if (retryMs === 0) note('The server has gone; waiting for it to come back. The session goes on.');
        await opened?.close().catch(() => {});
        opened = undefined;
        retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, retryMs * 2));
        await delay(retryMs, undefined, { signal }).catch(() => {});
      }
    }
  } finally {
    await opened?.close().catch(() => {});
  }
}

/** Returns true for the failure of a way, not of what was asked. */
export function isLost(error: unknown): boolean {
  return error instanceof CodezError && (error.code === 'unavailable' || error.code === 'timeout');
}
