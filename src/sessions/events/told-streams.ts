import type { EventSource } from './event-log.ts';

/** How far each stream has been told; those told longest ago are forgotten first. */
export class ToldStreams {
  readonly #offsets: Map<string, number>;
  readonly #max: number;

  constructor(max: number, told: Iterable<readonly [stream: string, offset: number]> = []) {
    this.#max = max;
    this.#offsets = new Map(told);
  }

  take({ stream, offset }: EventSource): void {
    this.#offsets.delete(stream);
    this.#offsets.set(stream, offset);
    if (this.#offsets.size <= this.#max) return;
    const [oldest] = this.#offsets.keys();
    this.#offsets.delete(oldest as string);
  }

  get(stream: string): number | undefined {
    return this.#offsets.get(stream);
  }

  entries(): IterableIterator<[stream: string, offset: number]> {
    return this.#offsets.entries();
  }
}
