/** Lets one task run at a time, in the order in which they came. */
export class SerialGate {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves to what `task` returns, once all earlier tasks have ended and it has run. */
  run<R>(task: () => Promise<R>): Promise<R> {
    const next = this.#last.then(task);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
