import type { Clock } from '../core/clock.ts';
import { extendWindow, isOpen, longestOpen, type SlidingWindow } from './sliding-window.ts';

/**
 * The window of one record while the process runs: also counted by a clock that nobody can set back, and moved on at
 * once, before the record is.
 */
export interface OpenWindow {
  isOpen(): boolean;
  /** Moves the window after an allowed call; returns whether the record is to be moved as well. */
  extend(): boolean;
  /** Milliseconds since the epoch. */
  readonly openUntil: number;
}

export interface OpenWindowOptions {
  readonly clock: Clock;
  readonly monotonic: Clock;
  /** That of the record before this one. */
  readonly former?: OpenWindow | undefined;
}

/** Returns the window as a record has it. */
export function createOpenWindow(window: SlidingWindow, { clock, monotonic, former }: OpenWindowOptions): OpenWindow {
  // It goes on as it runs, ahead of its record maybe; what the owner set begins anew.
  if (former instanceof RunningWindow && former.goesOnAs(window)) return former;
  return new RunningWindow(window, clock, monotonic);
}

class RunningWindow implements OpenWindow {
  readonly #clock: Clock;
  readonly #monotonic: Clock;
  /** What the record says, from which this one came. */
  #record: SlidingWindow;
  #window: SlidingWindow;
  #deadline: number;

  constructor(window: SlidingWindow, clock: Clock, monotonic: Clock) {
    this.#clock = clock;
    this.#monotonic = monotonic;
    this.#record = window;
    this.#window = window;
    this.#deadline = monotonic() + longestOpen(window, clock());
  }

  get openUntil(): number {
    return this.#window.open_until;
  }

  /** True when the record says the same as before, or has caught up with what calls did to this window. */
  goesOnAs(record: SlidingWindow): boolean {
    const { seconds, open_until: until } = record;
    const isBehind = this.#window.seconds === seconds && until !== 0 && this.#window.open_until >= until;
    if (record !== this.#record && !(isBehind && this.isOpen())) return false;
    this.#record = record;
    return true;
  }

  isOpen(): boolean {
    return isOpen(this.#window, this.#clock()) && this.#monotonic() < this.#deadline;
  }

  extend(): boolean {
    const now = this.#clock();
    const extended = extendWindow(this.#window, now);
    const isMoved = extended !== this.#window;
    this.#window = extended;
    if (isOpen(extended, now)) {
      const ahead = isMoved ? longestOpen(extended, now) : extended.seconds * 1000;
      this.#deadline = Math.max(this.#deadline, this.#monotonic() + ahead);
    }
    return isMoved;
  }
}
