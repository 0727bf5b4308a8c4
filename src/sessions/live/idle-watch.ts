import type { Clock } from '../../core/clock.ts';

export interface IdleWatchOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly onTimeout: () => void;
}

/** Knows since when a session's process has had nothing to do, and says when that has been for long. */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
  }

  /** Milliseconds since the epoch; undefined while there is something to do. */
  get since(): number | undefined {
    return this.#since;
  }

  begin(): void {
    if (this.#since !== undefined) return;
    const { clock, timeoutMs, onTimeout } = this.#options;
    this.#since = clock();
    this.#timer = setTimeout(onTimeout, timeoutMs);
    this.#timer.unref();
  }

  end(): void {
    this.#since = undefined;
    clearTimeout(this.#timer);
  }
}
