import { BoundedMap } from '../../core/bounded-map.ts';

/** The ids seen last, so that nothing is told twice; forgets the oldest above `max`. */
export class RecentIds {
  readonly #ids: BoundedMap<string, true>;

  constructor(max = 2_000) {
    this.#ids = new BoundedMap(max);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Returns true when the id is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.set(id, true);
    return true;
  }
}
