import type { Clock } from '../../core/clock.ts';
import type { LoggedEvent } from '../events/event-log.ts';

/** How long after it was seen live a session whose end nobody tells is still codez' own. */
const LINGER_MS = 10_000;

/**
 * Sessions whose process is codez' own: their output tells what happens, so their transcripts are passed over, until
 * what the process wrote last has been passed over too.
 */
export class OwnedSessions {
  readonly #isLive: (sessionId: string) => boolean;
  readonly #clock: Clock;
  /** When each was seen live last. */
  readonly #owned = new Map<string, number>();

  constructor(isLive: (sessionId: string) => boolean, clock: Clock) {
    this.#isLive = isLive;
    this.#clock = clock;
  }

  has(sessionId: string): boolean {
    if (this.#isLive(sessionId)) {
      this.#owned.set(sessionId, this.#clock());
      return true;
    }
    const seenAt = this.#owned.get(sessionId);
    if (seenAt === undefined) return false;
    if (this.#clock() - seenAt < LINGER_MS) return true;
    this.#owned.delete(sessionId);
    return false;
  }

  /** Takes notice of what is told; returns the sessions whose process has ended by it. */
  note(events: readonly LoggedEvent[]): string[] {
    return events.flatMap(({ event }) => {
      const id = event.session_id;
      if (id === undefined) return [];
      if (event.type === 'prompt.started' && event.via !== 'terminal') this.#owned.set(id, this.#clock());
      return event.type === 'session.closed' ? [id] : [];
    });
  }

  release(sessionId: string): void {
    if (!this.#isLive(sessionId)) this.#owned.delete(sessionId);
  }
}
