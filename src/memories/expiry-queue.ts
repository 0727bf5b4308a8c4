interface Expiry {
  readonly key: string;
  readonly at: number;
}

/** Which notes expire when: a heap by time. A note that is changed or deleted leaves it lazily. */
export class ExpiryQueue {
  readonly #current = new Map<string, number>();
  #heap: Expiry[] = [];

  /** Sets the time (ms) at which a note expires; undefined for never. */
  set(key: string, at: number | undefined): void {
    if (at === undefined) {
      this.#current.delete(key);
      return;
    }
    if (this.#current.get(key) === at) return;
    this.#current.set(key, at);
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#current.size) this.#rebuild();
    else this.#push({ key, at });
  }

  /** Returns the time of the next expiry. */
  next(): number | undefined {
    let first = this.#heap[0];
    while (first !== undefined && this.#current.get(first.key) !== first.at) {
      this.#pop();
      first = this.#heap[0];
    }
    return first?.at;
  }

  /** Takes out and returns the notes whose time is over. */
  takeDue(now: number): string[] {
    const due: string[] = [];
    for (let at = this.next(); at !== undefined && at <= now; at = this.next()) {
      const { key } = this.#heap[0] as Expiry;
      this.#current.delete(key);
      due.push(key);
    }
    return due;
  }

  #rebuild(): void {
    this.#heap = [...this.#current].map(([key, at]) => ({ key, at })).sort((a, b) => a.at - b.at);
  }

  #push(entry: Expiry): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as Expiry).at <= entry.at) break;
      heap[at] = heap[parent] as Expiry;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const moved = heap.pop() as Expiry;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Expiry).at < (heap[child] as Expiry).at) child += 1;
      if ((heap[child] as Expiry).at >= moved.at) break;
      heap[at] = heap[child] as Expiry;
      at = child;
    }
    heap[at] = moved;
  }
}
