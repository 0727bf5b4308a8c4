/** Ownership of a data directory, until `release` or the end of the process, however it ends. */
export interface HeldLock {
  release(): Promise<void>;
}

/** `held`: another owner has it; `unsupported`: this system cannot lock in this way. */
export type LockOutcome = HeldLock | 'held' | 'unsupported';

/** One way of having the operating system keep a data directory for one process. */
export interface OwnerLockDriver {
  readonly name: 'flock' | 'exlock' | 'libsql';
  /**
   * Takes the lock of `home`, waiting up to `waitMs` for another owner to give it up.
   * @throws the system's error when the lock file cannot be opened.
   */
  acquire(home: string, waitMs: number): Promise<LockOutcome>;
}

/** Name of the file that carries the lock, and the owner's process id for error messages. */
export const LOCK_FILE = 'owner.lock';

const POLL_MS = 25;

/** Calls `attempt` until it says something else than `held` or `waitMs` is over; for locks that cannot be waited for. */
export async function pollForLock(attempt: () => Promise<LockOutcome>, waitMs: number): Promise<LockOutcome> {
  const end = performance.now() + waitMs;
  for (;;) {
    const outcome = await attempt();
    if (outcome !== 'held' || performance.now() >= end) return outcome;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
