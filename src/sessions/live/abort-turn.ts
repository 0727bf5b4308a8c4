import { CodezError } from '../../core/errors.ts';
import type { LiveContext } from './live-context.ts';
import type { SessionDriver } from './session-driver.ts';

/** How often a turn is interrupted, and how long each time it may take to end. */
const ATTEMPTS = 3;
const WAIT_MS = 3_000;
const NEVER = new AbortController().signal;

/**
 * Stops the running turn; resolves to whether there was one. Prompts that wait go on afterwards.
 * @throws CodezError `timeout` when the process does not stop it
 */
export async function abortTurn({ changes, ids }: LiveContext, driver: SessionDriver): Promise<boolean> {
  const { live } = driver;
  if (live === undefined || live.state.isFree) return false;
  const { state } = live;
  const turn = state.current ?? state.handed;
  const isOver = (): boolean => driver.live !== live || state.isFree || (state.current ?? state.handed) !== turn;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // A process that has just ended needs none.
    await live.interrupt(ids.uuid()).catch((error: unknown) => {
      if (live.process.isAlive) throw error;
    });
    if (await changes.waitUntil(isOver, WAIT_MS, NEVER)) return true;
  }
  throw new CodezError(
    'timeout',
    `The turn of session ${driver.sessionId} goes on though it was interrupted`,
    'Try again, or dispose of the session to end its process.',
  );
}
