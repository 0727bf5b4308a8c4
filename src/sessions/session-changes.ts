/** Tells who waits that something about a session is different now. */
export class SessionChanges {
  readonly #listeners = new Set<(sessionId: string) => void>();
  readonly #waiting = new Set<() => void>();
  #mayWait = true;

  tell(sessionId: string): void {
    for (const listener of [...this.#listeners]) listener(sessionId);
  }

  subscribe(listener: (sessionId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves to true as soon as `isDone` holds after a change, to false when the time is over or the signal aborts. */
  waitUntil(isDone: () => boolean, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (isDone()) return Promise.resolve(true);
    if (timeoutMs <= 0 || signal.aborted || !this.#mayWait) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (result: boolean): void => {
        unsubscribe();
        clearTimeout(timer);
        this.#waiting.delete(giveUp);
        signal.removeEventListener('abort', giveUp);
        resolve(result);
      };
      const giveUp = (): void => settle(false);
      const unsubscribe = this.subscribe(() => {
        if (isDone()) settle(true);
      });
      const timer = setTimeout(giveUp, timeoutMs);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(giveUp);
    });
  }

  /** Ends every wait as if its time were over, and lets nobody wait from now on. */
  endWaits(): void {
    this.#mayWait = false;
    for (const giveUp of [...this.#waiting]) giveUp();
  }
}
