import { setTimeout as delay } from 'node:timers/promises';
import { type EventReading, readEvents } from '../../events/sse-reader.ts';
import type { SeenEvent } from '../sessions-door.ts';
import type { FuzzWorld } from './fuzz-world.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Follows the events over every lost connection, as a client with `Last-Event-ID` does. */
export class EventCollector {
  readonly events: SeenEvent[] = [];
  readonly #world: FuzzWorld;
  readonly #random: SeededRandom;
  #lastId: string;
  #isOver = false;
  #reading: EventReading | undefined;

  constructor(world: FuzzWorld, random: SeededRandom, cursor: string) {
    this.#world = world;
    this.#random = random;
    this.#lastId = cursor;
  }

  async run(): Promise<void> {
    while (!this.#isOver) {
      try {
        this.#reading = await readEvents(this.#world.server.url, '', this.#lastId);
        await this.#read(this.#reading);
      } catch {
        // The server is away.
      }
      await delay(20);
    }
  }

  async #read(reading: EventReading): Promise<void> {
    for await (const { type, event } of reading.events) {
      this.#lastId = reading.lastId() ?? this.#lastId;
      if (type === 'gap' || event['type'] === undefined) this.#world.complain(`a gap: ${JSON.stringify(event)}`);
      else this.events.push(event as SeenEvent);
      if (this.#random.chance(0.005)) reading.close();
      if (this.#isOver) return;
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#reading?.close();
  }
}
