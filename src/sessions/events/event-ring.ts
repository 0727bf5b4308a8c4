import type { EventRecord } from './event-record.ts';

/** The newest events, bounded in number and in characters of JSON. */
export class EventRing {
  readonly #maxCount: number;
  readonly #maxSize: number;
  #events: EventRecord[] = [];
  #sizes: number[] = [];
  /** Events before this index have been dropped; the arrays are cut now and then. */
  #start = 0;
  #size = 0;
  #droppedSeq: number;

  /** Events up to `droppedSeq` are known to be missing here from the beginning. */
  constructor(maxCount: number, maxSize: number, droppedSeq: number) {
    this.#maxCount = maxCount;
    this.#maxSize = maxSize;
    this.#droppedSeq = droppedSeq;
  }

  /** Every event behind this place that was ever pushed is still here. */
  get droppedSeq(): number {
    return this.#droppedSeq;
  }

  /** `size` counts against the bound; the newest event stays whatever its size. */
  push(event: EventRecord, size: number): void {
    this.#events.push(event);
    this.#sizes.push(size);
    this.#size += size;
    while (this.#events.length - this.#start > 1 && this.#isFull()) this.#drop();
    if (this.#start < 1024 || this.#start < this.#events.length / 2) return;
    this.#events = this.#events.slice(this.#start);
    this.#sizes = this.#sizes.slice(this.#start);
    this.#start = 0;
  }

  /** Yields the events behind the place `seq`, oldest first. */
  *after(seq: number): Generator<EventRecord, void, void> {
    const events = this.#events;
    for (let at = this.#indexAfter(seq); at < events.length; at++) yield events[at] as EventRecord;
  }

  #isFull(): boolean {
    return this.#events.length - this.#start > this.#maxCount || this.#size > this.#maxSize;
  }

  #drop(): void {
    this.#droppedSeq = (this.#events[this.#start] as EventRecord).seq;
    this.#size -= this.#sizes[this.#start] as number;
    this.#events[this.#start] = undefined as unknown as EventRecord;
    this.#start++;
  }

  #indexAfter(seq: number): number {
    let low = this.#start;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle] as EventRecord).seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
