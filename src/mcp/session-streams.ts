import type { KeptReplies } from './kept-replies.ts';
import { MessageStream } from './message-stream.ts';

/** Finished replies kept for clients that come back for them, per session. */
const MAX_KEPT = 32;

/** The streams of one MCP session in this process: the standalone one (GET) and those of its running calls (POST). */
export class SessionStreams {
  readonly standalone: MessageStream;
  readonly #boot: string;
  readonly #kept: KeptReplies;
  readonly #calls = new Map<string, MessageStream>();
  #next = 1;

  /** `boot` differs between runs of the server, so that an old event id is never taken for a new one. */
  constructor(boot: string, kept: KeptReplies) {
    this.#boot = boot;
    this.#kept = kept;
    this.standalone = new MessageStream(`${boot}-0`);
  }

  get isOpen(): boolean {
    return this.standalone.isOpen || [...this.#calls.values()].some((stream) => !stream.isEnded);
  }

  openCall(): MessageStream {
    for (const stream of this.#calls.values()) {
      if (this.#calls.size < MAX_KEPT) break;
      if (stream.isEnded) this.#drop(stream);
    }
    const keep = (): void => this.#kept.keep(stream, () => this.#calls.delete(stream.key));
    const stream = new MessageStream(`${this.#boot}-${this.#next++}`, keep);
    this.#calls.set(stream.key, stream);
    return stream;
  }

  /** Sends what no call has asked for: on the standalone stream or, where the client has none open, with a call. */
  pushToClient(message: string): void {
    const call = [...this.#calls.values()].findLast((stream) => stream.isOpen);
    (this.standalone.isOpen || call === undefined ? this.standalone : call).push(message);
  }

  find(key: string): MessageStream | undefined {
    return key === this.standalone.key ? this.standalone : this.#calls.get(key);
  }

  /** Ends all streams and keeps none. */
  end(): void {
    this.standalone.end();
    for (const stream of this.#calls.values()) {
      stream.end();
      this.#drop(stream);
    }
  }

  #drop(stream: MessageStream): void {
    this.#calls.delete(stream.key);
    this.#kept.forget(stream);
  }
}
