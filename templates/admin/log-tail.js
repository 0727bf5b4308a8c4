// @ts-check
import { ApiError, readLog } from './session.js';

const WAIT_MS = 25_000;
const PAGE = 200;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

/** @typedef {import('./log-rows.js').Row} Row */
/** @typedef {'live' | 'paused' | 'retrying' | 'hidden'} TailState */

/**
 * Asks for rows after the newest one known, again and again; rests in hidden tabs, and tries again ever more seldom
 * while the server does not answer.
 * @param {{ onRows: (rows: Row[]) => void, onState: (state: TailState, retryMs?: number) => void, onRefused: (error: ApiError) => void }} listener
 */
export function createTail({ onRows, onState, onRefused }) {
  let controller = new AbortController();
  let isPaused = false;
  /** @type {Record<string, string>} */
  let query = {};
  /** @type {string | undefined} */
  let head;

  const isRunning = () => head !== undefined && !isPaused && document.visibilityState === 'visible';

  const run = async () => {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    if (head === undefined) return;
    onState(isPaused ? 'paused' : isRunning() ? 'live' : 'hidden');
    let retryMs = FIRST_RETRY_MS;
    while (isRunning() && !signal.aborted) {
      try {
        const page = await readLog({ ...query, after: head, timeout_ms: String(WAIT_MS), limit: String(PAGE) }, signal);
        if (signal.aborted) return;
        head = String(page.head);
        if (page.rows.length > 0) onRows(page.rows);
        if (retryMs > FIRST_RETRY_MS) onState('live');
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        if (error.code === 'unauthenticated') return;
        if (error.code !== 'unavailable' && error.code !== 'timeout' && error.code !== 'rate_limited') {
          onRefused(error);
          return;
        }
        onState('retrying', retryMs);
        await rest(retryMs, signal);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  };

  document.addEventListener('visibilitychange', () => void run());
  addEventListener('online', () => void run());

  return {
    /** Follows what fits `filters` from behind `from` on. @param {Record<string, string>} filters @param {string} from */
    follow(filters, from) {
      query = filters;
      head = from;
      void run();
    },
    stop() {
      head = undefined;
      controller.abort();
    },
    isPaused: () => isPaused,
    /** @param {boolean} value */
    pause(value) {
      isPaused = value;
      void run();
    },
  };
}

/** @param {number} ms @param {AbortSignal} signal */
function rest(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
