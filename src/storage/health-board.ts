import type { Clock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { StoreHealth, StoreProblem } from './store.ts';

/** How many problems are kept; a disk that fails every second must not fill the memory. */
const MAX_PROBLEMS = 100;

/** What is known to be wrong with a store; written by its parts, read by `health()`. */
export class HealthBoard {
  readonly #problems: StoreProblem[] = [];
  readonly #logger: Logger;
  readonly #clock: Clock;
  #readOnlyBecause: string | undefined;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Records damage of `file` (relative to the data directory); the store goes on, `degraded`. */
  report(file: string, message: string): void {
    if (this.#problems.some((known) => known.file === file && known.message === message)) return;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ at: this.#clock(), file, message });
    this.#logger.error('store damage', { file, problem: message });
  }

  /** Ends all writing, for good: after a failed fsync nobody knows what the disk holds. */
  turnReadOnly(file: string, message: string): void {
    this.report(file, message);
    if (this.#readOnlyBecause !== undefined) return;
    this.#readOnlyBecause = `${file}: ${message}`;
    this.#logger.error('store turned read-only', { file, problem: message });
  }

  /** @throws CodezError `unavailable` once the store is read-only. */
  assertWritable(): void {
    if (this.#readOnlyBecause === undefined) return;
    throw new CodezError(
      'unavailable',
      `The store is read-only, because writing to disk failed (${this.#readOnlyBecause})`,
      'Check the disk, then restart codez; reading goes on.',
    );
  }

  /** Returns a copy of what is known now. */
  health(): StoreHealth {
    const state = this.#readOnlyBecause !== undefined ? 'read_only' : this.#problems.length > 0 ? 'degraded' : 'ok';
    return { state, problems: [...this.#problems] };
  }
}
