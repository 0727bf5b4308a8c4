import { CodezError } from '../../core/errors.ts';

/** A session that holds a place, as the choice of which one gives it up sees it. */
export interface PlaceHolder {
  readonly sessionId: string;
  /** Since when it has nothing to do (milliseconds since the epoch); undefined while it has. */
  readonly idleSince: number | undefined;
  /** Ends its process, which releases the place, unless it has something to do by then. */
  giveUp(): Promise<void>;
}

/** Sessions that may wait for a place. */
const MAX_WAITING = 100;

/** Places for processes: as many as allowed, the longest idle one makes room for who needs one. */
export class Places {
  readonly #max: number;
  readonly #taken = new Map<string, PlaceHolder>();
  readonly #waiting = new Map<string, () => void>();

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Takes a place for the holder's session, ending the longest idle process when all are taken.
   * @throws CodezError `busy` naming the sessions when none of them is idle
   */
  async take(holder: PlaceHolder): Promise<void> {
    while (!this.#taken.has(holder.sessionId)) {
      if (this.#taken.size < this.#max) {
        this.#taken.set(holder.sessionId, holder);
        return;
      }
      const victim = this.#longestIdle();
      if (victim === undefined) throw this.#busy();
      await victim.giveUp();
    }
  }

  /** Holds a place whatever the limit is: for a process that is there already. */
  hold(holder: PlaceHolder): void {
    this.#taken.set(holder.sessionId, holder);
  }

  /** The sessions that have a place, those that are being started among them. */
  holders(): IterableIterator<string> {
    return this.#taken.keys();
  }

  release(sessionId: string): void {
    this.#taken.delete(sessionId);
    this.offer();
  }

  /** @throws CodezError `busy` when no more sessions may wait for a place */
  checkWaiting(): void {
    if (this.#waiting.size < MAX_WAITING) return;
    throw new CodezError(
      'busy',
      `${MAX_WAITING} sessions wait for a place already`,
      'Wait until some have worked, dispose of some, or raise --max-sessions.',
    );
  }

  /** Calls `tryAgain` when a place may be free; each session waits once, in the order in which they came. */
  wait(sessionId: string, tryAgain: () => void): void {
    this.#waiting.set(sessionId, tryAgain);
  }

  isWaiting(sessionId: string): boolean {
    return this.#waiting.has(sessionId);
  }

  /** Lets the one that waits longest try again: a place is free or its holder idle. */
  offer(): void {
    if (this.#waiting.size === 0) return;
    if (this.#taken.size >= this.#max && this.#longestIdle() === undefined) return;
    for (const [sessionId, tryAgain] of this.#waiting) {
      this.#waiting.delete(sessionId);
      tryAgain();
      return;
    }
  }

  #longestIdle(): PlaceHolder | undefined {
    let found: PlaceHolder | undefined;
    for (const holder of this.#taken.values()) {
      if (holder.idleSince === undefined) continue;
      if (found?.idleSince === undefined || holder.idleSince < found.idleSince) found = holder;
    }
    return found;
  }

  #busy(): CodezError {
    const ids = [...this.#taken.keys()].join(', ');
    return new CodezError(
      'busy',
      `All ${this.#max} places for sessions are taken by sessions that have something to do: ${ids}`,
      'Wait until one of them is idle, dispose of one, give queue: true to wait in line, or raise --max-sessions.',
    );
  }
}
