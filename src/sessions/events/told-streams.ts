import { BoundedMap } from '../../core/bounded-map.ts';
import type { EventSource } from './event-log.ts';

/** How far each stream has been told; those told longest ago are forgotten first. */
export class ToldStreams {
  readonly #offsets: BoundedMap<string, number>;

  constructor(max: number, told: Iterable<readonly [stream: string, offset: number]> = []) {
    this.#offsets = new BoundedMap(max, told);
  }

  take({ stream, offset }: EventSource): void {
    this.#offsets.set(stream, offset);
  }

  get(stream: string): number | undefined {
    return this.#offsets.get(stream);
  }

  entries(): IterableIterator<[stream: string, offset: number]> {
    return this.#offsets.entries();
  }
}
