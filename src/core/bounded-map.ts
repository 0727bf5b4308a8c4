/** A map of at most `max` entries: what was set longest ago makes room for what is new. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #max: number;

  constructor(max: number, entries: Iterable<readonly [Key, Value]> = []) {
    super();
    this.#max = max;
    for (const [key, value] of entries) this.set(key, value);
  }

  /** Makes the entry the newest one. */
  override set(key: Key, value: Value): this {
    this.delete(key);
    super.set(key, value);
    if (this.size <= this.#max) return this;
    for (const oldest of this.keys()) {
      this.delete(oldest);
      break;
    }
    return this;
  }
}
