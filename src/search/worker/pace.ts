/** Work between two looks at what else is to be done. */
const SLICE_MS = 8;

/** The thread shall end. */
export class Stopped extends Error {
  constructor() {
    super('the index is being closed');
    this.name = 'Stopped';
  }
}

/** Lets queries and messages in between the steps of long work. */
export class Pace {
  isStopped = false;
  #startedAt = performance.now();

  /** Goes through all steps. @throws Stopped when the work shall not go on */
  async drive(steps: Iterable<unknown>): Promise<void> {
    for (const _ of steps) await this.rest();
  }

  /** Lets others run when a slice is used up. @throws Stopped when the work shall not go on */
  async rest(): Promise<void> {
    if (performance.now() - this.#startedAt >= SLICE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#startedAt = performance.now();
    }
    if (this.isStopped) throw new Stopped();
  }
}
