import type { EventPage } from './event-log.ts';

export interface WaitForPageOptions {
  /** Has `listener` called when an event that matches can be read; returns how to stop. */
  readonly follow: (listener: () => void) => () => void;
  /** Reads from where the wait began. */
  readonly read: () => Promise<EventPage>;
  readonly timeoutMs: number;
  /** Aborted when nobody wants the page any more. */
  readonly signal: AbortSignal;
  /** Those who wait: calling one ends its wait. */
  readonly waiting: Set<() => void>;
}

/** Resolves to the page of the first match, or to an empty one when the time is over; rejects when it is aborted. */
export async function waitForPage({
  follow,
  read,
  timeoutMs,
  signal,
  waiting,
}: WaitForPageOptions): Promise<EventPage> {
  signal.throwIfAborted();
  return await new Promise<EventPage>((resolve, reject) => {
    const stop = (): void => {
      unfollow();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      waiting.delete(finish);
    };
    const finish = (): void => {
      stop();
      resolve(read());
    };
    const onAbort = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    const unfollow = follow(finish);
    const timer = setTimeout(finish, timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.add(finish);
  });
}
