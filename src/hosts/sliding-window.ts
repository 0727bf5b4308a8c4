/** The window of an insecure host: `seconds` from each allowed call, open until `open_until` (epoch milliseconds). */
export interface SlidingWindow {
  readonly seconds: number;
  /** 0: closed by the owner, until the owner opens it again. */
  readonly open_until: number;
}

export const MIN_WINDOW_SECONDS = 60;
export const MAX_WINDOW_SECONDS = 8 * 3600;
export const DEFAULT_WINDOW_SECONDS = 600;
/** How long adding an insecure host, or opening its window, opens it. */
export const FIRST_WINDOW_SECONDS = 1800;

/** So much further than promised a window is moved, so that the calls of the next second need not move it. */
const SLACK_MS = 1000;
/** A call that began in an open window and ends after it moves it still, when it did not take longer than this. */
const LONGEST_CALL_MS = 15 * 60_000;

/** Returns true while the window is open. Its last moment is the one before `open_until`. */
export function isOpen(window: SlidingWindow, now: number): boolean {
  return now < window.open_until;
}

/** Returns the window opened for at least so long from now on; it is never shortened. */
export function openWindow(window: SlidingWindow, now: number, seconds: number): SlidingWindow {
  return { ...window, open_until: Math.max(window.open_until, now + seconds * 1000) };
}

/** Returns the window closed. */
export function closeWindow(window: SlidingWindow): SlidingWindow {
  return { ...window, open_until: 0 };
}

/**
 * Returns the window after an allowed call that ended now: open until at least now and its length, never shorter than
 * it was; the same object when nothing is to be written. What the owner closed meanwhile stays closed.
 */
export function extendWindow<W extends SlidingWindow>(window: W, now: number): W {
  const { seconds, open_until: until } = window;
  if (until === 0 || now - until > LONGEST_CALL_MS || until >= now + seconds * 1000) return window;
  return { ...window, open_until: now + seconds * 1000 + SLACK_MS };
}

/**
 * Returns how long, in milliseconds, a window that is found on file may stay open: a clock that was set back since it
 * was written must not hold it open for longer than any window may be.
 */
export function longestOpen(window: SlidingWindow, now: number): number {
  return Math.max(0, Math.min(window.open_until - now, MAX_WINDOW_SECONDS * 1000 + SLACK_MS));
}
