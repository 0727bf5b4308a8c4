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
  if (former instanceof RunningWindow && former.isAheadOf(window)) return former;
  return new RunningWindow(window, clock, monotonic);
}

class RunningWindow implements OpenWindow {
  readonly #clock: Clock;
  readonly #monotonic: Clock;
  #window: SlidingWindow;
  #deadline: number;

  constructor(window: SlidingWindow, clock: Clock, monotonic: Clock) {
    this.#clock = clock;
    this.#monotonic = monotonic;
    this.#window = window;
    this.#deadline = monotonic() + longestOpen(window, clock());
  }

  get openUntil(): number {
    return this.#window.open_until;
  }

  isAheadOf({ seconds, open_until: until }: SlidingWindow): boolean {
    return this.#window.seconds === seconds && until !== 0 && this.#window.open_until >= until;
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
