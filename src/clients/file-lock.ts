import { mkdir, rmdir, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';

/** Holders renew their lock every few seconds: an older one was left behind by a process that died. */
const STALE_MS = 10_000;
const RETRY_MS = 50;
const MAX_TRIES = 100;

/**
 * Runs `work` while holding the folder `<path>.lock`, the lock under which Claude Code writes its own configuration.
 * @throws CodezError `busy` when another process keeps it for 5 seconds.
 */
export async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${path}.lock`;
  for (let attempt = 1; !(await tryLock(lock)); attempt += 1) {
    if (attempt === MAX_TRIES) {
      const message = `${path} is locked by another program (${lock})`;
      throw new CodezError('busy', message, 'Close that program, or remove the lock if it is not running.');
    }
    await delay(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const age = await stat(lock).then(
      ({ mtimeMs }) => systemClock() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rmdir(lock).catch(() => undefined);
    return false;
  }
}
