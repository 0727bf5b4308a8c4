import type { Clock } from '../core/clock.ts';

/** How long a caller's latest start is where it begins to listen. */
const KEPT_MS = 10 * 60_000;

interface Start {
  readonly cursor: string;
  readonly at: number;
}

/** Where a caller that names no cursor begins: at what it has started itself lately. */
export class StartCursors {
  readonly #clock: Clock;
  /** By principal, by session: its latest start. */
  readonly #starts = new Map<string, Map<string, Start>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(principalId: string, sessionId: string, cursor: string, at = this.#clock()): void {
    const starts = this.#starts.get(principalId) ?? new Map<string, Start>();
    this.#starts.set(principalId, starts);
    const known = starts.get(sessionId);
    if (known === undefined || known.at <= at) starts.set(sessionId, { cursor, at });
    this.#forgetOld();
  }

  #forgetOld(): void {
    for (const [principalId, starts] of this.#starts) {
      for (const [id, start] of starts) if (this.#isOld(start)) starts.delete(id);
      if (starts.size === 0) this.#starts.delete(principalId);
    }
  }

  /** Of a named session its latest start; of all sessions the earliest of their latest ones. */
  find(principalId: string, sessionId: string | undefined): string | undefined {
    let found: Start | undefined;
    for (const [id, start] of this.#starts.get(principalId) ?? []) {
      if (this.#isOld(start) || (sessionId !== undefined && id !== sessionId)) continue;
      if (found === undefined || start.at < found.at) found = start;
    }
    return found?.cursor;
  }

  #isOld({ at }: Start): boolean {
    return this.#clock() - at > KEPT_MS;
  }
}
