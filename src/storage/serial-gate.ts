/** Lets one task run at a time, in the order in which they came. */
export class SerialGate {
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  /** True when no task runs or waits. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Resolves to what `task` returns, once all earlier tasks have ended and it has run. */
  run<R>(task: () => Promise<R>): Promise<R> {
    const next = this.#last.then(task);
    this.#count++;
    const settle = (): void => {
      this.#count--;
    };
    this.#last = next.then(settle, settle);
    return next;
  }
}
