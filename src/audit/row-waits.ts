import type { AccessRow } from './access-row.ts';
import { isByTheWay, type RowFilter } from './row-filter.ts';

/** Who waits for rows, and who is told of each. */
export class RowWaits {
  readonly #listeners = new Set<(row: AccessRow) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #onFailure: (error: unknown) => void;
  #isEnded = false;

  /** `onFailure` is told what a listener threw; the others are told the row all the same. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Nobody waits any more. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  subscribe(listener: (row: AccessRow) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(row: AccessRow): void {
    for (const listener of this.#listeners) {
      try {
        listener(row);
      } catch (error) {
        this.#onFailure(error);
      }
    }
  }

  endAll(): void {
    this.#isEnded = true;
    for (const finish of [...this.#waiting]) finish();
  }

  /**
   * Resolves when a row that matches is written, or the time is over; what is by the way wakes nobody.
   * @throws what the signal aborts with
   */
  async next(filter: RowFilter, timeoutMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isEnded || timeoutMs <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        unsubscribe();
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(finish);
      };
      const finish = (): void => {
        stop();
        resolve();
      };
      const onAbort = (): void => {
        stop();
        reject(signal.reason as Error);
      };
      const unsubscribe = this.subscribe((row) => {
        if (!isByTheWay(row) && filter.matches(row)) finish();
      });
      const timer = setTimeout(finish, timeoutMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(finish);
    });
  }
}
