import type { SessionEvent } from './event.ts';
import type { LoggedEvent } from './event-log.ts';

/** An event of the log; its JSON is made once, when first asked for. */
export class EventRecord implements LoggedEvent {
  readonly seq: number;
  readonly event: SessionEvent;
  #json: string | undefined;

  constructor(seq: number, event: SessionEvent) {
    this.seq = seq;
    this.event = event;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.event);
    return this.#json;
  }
}
