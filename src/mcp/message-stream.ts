/** One server-sent event; `data` is a JSON-RPC message, empty in a priming event. */
export interface StreamEvent {
  readonly id: string;
  readonly data: string;
}

/** Where a stream is written to: one open response. */
export interface StreamSink {
  write(event: StreamEvent): void;
  end(): void;
}

/** The most events a stream keeps for those who come back. */
const MAX_EVENTS = 1000;

/**
 * An ordered sequence of messages with ids, sent to at most one sink at a time and kept for resumption.
 * What is pushed while nobody listens is delivered to the next sink.
 */
export class MessageStream {
  readonly key: string;
  readonly #events: StreamEvent[] = [];
  #firstSeq = 1;
  #nextSeq = 1;
  #deliveredSeq = 0;
  #sink: StreamSink | undefined;
  #ended = false;
  readonly #onEnd: () => void;

  /** `onEnd` runs once, when no more messages follow. */
  constructor(key: string, onEnd: () => void = () => {}) {
    this.key = key;
    this.#onEnd = onEnd;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  get isOpen(): boolean {
    return this.#sink !== undefined;
  }

  /** Characters of the messages kept. */
  get size(): number {
    return this.#events.reduce((sum, { data }) => sum + data.length, 0);
  }

  push(data: string): void {
    const event = { id: `${this.key}.${this.#nextSeq++}`, data };
    this.#events.push(event);
    if (this.#events.length > MAX_EVENTS) {
      this.#events.shift();
      this.#firstSeq++;
    }
    if (this.#sink === undefined) return;
    this.#deliveredSeq = this.#nextSeq - 1;
    this.#sink.write(event);
  }

  /** No more messages follow; the sink is closed, the events stay for resumption. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end();
    this.#onEnd();
  }

  /**
   * Sends everything after `afterSeq` (default: after what was delivered) to `sink` and then what follows. A sink
   * attached before is ended: messages never go to two. Returns whether nothing had been dropped in between.
   */
  attach(sink: StreamSink, afterSeq = this.#deliveredSeq): boolean {
    const former = this.#sink;
    this.#sink = undefined;
    former?.end();
    const complete = afterSeq >= this.#firstSeq - 1;
    for (const event of this.#events.slice(Math.max(0, afterSeq - this.#firstSeq + 1))) sink.write(event);
    this.#deliveredSeq = this.#nextSeq - 1;
    if (this.#ended) sink.end();
    else this.#sink = sink;
    return complete;
  }

  /** The response behind `sink` is gone; later messages wait for the next one. */
  detach(sink: StreamSink): void {
    if (this.#sink === sink) this.#sink = undefined;
  }
}

/** Returns stream key and sequence number of an event id, undefined when it is none of ours. */
export function parseEventId(id: string): { key: string; seq: number } | undefined {
  const match = /^([a-z0-9-]{1,64})\.(\d{1,15})$/.exec(id);
  return match?.[1] === undefined ? undefined : { key: match[1], seq: Number(match[2]) };
}
