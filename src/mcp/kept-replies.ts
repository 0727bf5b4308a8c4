import type { MessageStream } from './message-stream.ts';

/** Characters of finished replies that are kept, over all sessions. */
const MAX_KEPT_CHARACTERS = 16 * 1024 * 1024;

/** Bounds the memory of finished replies kept for clients that come back for them: the oldest are dropped first. */
export class KeptReplies {
  readonly #replies = new Map<MessageStream, { readonly size: number; readonly drop: () => void }>();
  #total = 0;

  /** Keeps a finished stream until `drop` is called, at once when it alone is too large. */
  keep(stream: MessageStream, drop: () => void): void {
    this.#replies.set(stream, { size: stream.size, drop });
    this.#total += stream.size;
    for (const [oldest, reply] of this.#replies) {
      if (this.#total <= MAX_KEPT_CHARACTERS) return;
      this.forget(oldest);
      reply.drop();
    }
  }

  /** The stream is kept no more. */
  forget(stream: MessageStream): void {
    this.#total -= this.#replies.get(stream)?.size ?? 0;
    this.#replies.delete(stream);
  }
}
