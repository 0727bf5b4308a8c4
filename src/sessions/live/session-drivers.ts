import type { LiveContext } from './live-context.ts';
import type { LiveSession } from './live-session.ts';
import { SessionDriver } from './session-driver.ts';

/** Drivers from which on those that are not used any more are looked for. */
const MANY = 1_000;

/** The drivers of the sessions that are used; for one that is not, another is made when it is again. */
export class SessionDrivers {
  readonly #context: LiveContext;
  readonly #drivers = new Map<string, SessionDriver>();
  #sweepAt = MANY;

  constructor(context: LiveContext) {
    this.#context = context;
  }

  find(sessionId: string): SessionDriver | undefined {
    return this.#drivers.get(sessionId);
  }

  /** Returns the session's driver, made when there is none; use its gate at once, or it may be another one by then. */
  of(sessionId: string): SessionDriver {
    let driver = this.#drivers.get(sessionId);
    if (driver === undefined) {
      if (this.#drivers.size >= this.#sweepAt) this.#sweep();
      driver = new SessionDriver(sessionId, this.#context);
      this.#drivers.set(sessionId, driver);
    }
    return driver;
  }

  /** The sessions that have a process now. */
  *live(): IterableIterator<readonly [SessionDriver, LiveSession]> {
    for (const driver of this.#drivers.values()) if (driver.live !== undefined) yield [driver, driver.live];
  }

  countLive(): number {
    let count = 0;
    for (const _ of this.live()) count++;
    return count;
  }

  /** How many drivers there are, used or not. */
  get size(): number {
    return this.#drivers.size;
  }

  #sweep(): void {
    for (const [sessionId, driver] of this.#drivers) if (driver.isUnused) this.#drivers.delete(sessionId);
    this.#sweepAt = Math.max(MANY, 2 * this.#drivers.size);
  }

  /** Ends all processes, and all prompts that wait for one; resolves to how many processes there were. */
  async closeAll(): Promise<number> {
    const ended = await Promise.all([...this.#drivers.values()].map((driver) => driver.close('server_stopped')));
    return ended.filter(Boolean).length;
  }

  /** Lets go of all processes, which go on. */
  detach(): void {
    for (const driver of this.#drivers.values()) driver.detach();
  }
}
