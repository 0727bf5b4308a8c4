import { idOfTime } from '../index-schema.ts';

/** Steps that are remembered, so that many documents of the same moment are placed quickly. */
const MAX_STEPS = 100_000;

/** Gives documents ids by their time that no other has. */
export class FreeIds {
  readonly #isTaken: (id: number) => boolean;
  /** From an id that is taken to one behind it. */
  readonly #next = new Map<number, number>();

  constructor(isTaken: (id: number) => boolean) {
    this.#isTaken = isTaken;
  }

  /** Returns the first free id for a time, which is taken from then on. */
  take(at: number): number {
    const wanted = idOfTime(at);
    const passed: number[] = [];
    let id = wanted;
    for (;;) {
      const next = this.#next.get(id) ?? (this.#isTaken(id) ? id + 1 : undefined);
      if (next === undefined) break;
      passed.push(id);
      id = next;
    }
    if (this.#next.size + passed.length >= MAX_STEPS) this.#next.clear();
    for (const one of passed.slice(-MAX_STEPS / 2)) this.#next.set(one, id + 1);
    this.#next.set(id, id + 1);
    return id;
  }

  /** Forgets what was given: when it is written down or was given up. */
  clear(): void {
    this.#next.clear();
  }
}
