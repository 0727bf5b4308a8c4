import type { LiveContext } from './live-context.ts';
import type { LiveSession } from './live-session.ts';
import { SessionDriver } from './session-driver.ts';

/** The drivers of all sessions that were used since the server started. */
export class SessionDrivers {
  readonly #context: LiveContext;
  readonly #drivers = new Map<string, SessionDriver>();

  constructor(context: LiveContext) {
    this.#context = context;
  }

  find(sessionId: string): SessionDriver | undefined {
    return this.#drivers.get(sessionId);
  }

  /** Returns the session's driver, made at the first call. */
  of(sessionId: string): SessionDriver {
    let driver = this.#drivers.get(sessionId);
    if (driver === undefined) {
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
    return [...this.live()].length;
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
