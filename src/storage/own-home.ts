import { join } from 'node:path';
import { type Clock, toIso } from '../core/clock.ts';
import { CodezError } from '../core/errors.ts';
import { exlockLock } from './drivers/exlock-lock.ts';
import { flockLock } from './drivers/flock-lock.ts';
import { libsqlLock } from './drivers/libsql-lock.ts';
import { type HeldLock, LOCK_FILE, type OwnerLockDriver } from './drivers/owner-lock.ts';
import { readJsonFile, readOwnerNote, writeOwnerNote } from './owner-note.ts';
import { toStorageError } from './storage-errors.ts';

/** In order of preference; the first one the system supports decides. */
export const OWNER_LOCK_DRIVERS: readonly OwnerLockDriver[] = [flockLock, exlockLock, libsqlLock];

const SERVER_FILE = 'server.json';
/**
 * Makes this process the owner of the data directory `home`.
 * @throws CodezError `busy` naming process and URL of the owner when it is still there after `waitMs`.
 */
export async function ownHome(
  home: string,
  waitMs: number,
  clock: Clock,
  drivers: readonly OwnerLockDriver[] = OWNER_LOCK_DRIVERS,
): Promise<HeldLock> {
  try {
    for (const driver of drivers) {
      const outcome = await driver.acquire(home, waitMs);
      if (outcome === 'unsupported') continue;
      if (outcome === 'held') throw await busyError(home);
      return await announce(home, driver, outcome, clock);
    }
  } catch (error) {
    throw toStorageError(error, 'Locking', join(home, LOCK_FILE));
  }
  throw new CodezError('unavailable', `This system offers no way to lock ${home}`, 'Install the flock program.');
}

/**
 * Locks a folder for this process, whatever else holds the data directory.
 * @throws CodezError `busy` when another still has it after `waitMs`, `unavailable` where nothing can be locked
 */
export async function lockFolder(folder: string, waitMs: number): Promise<HeldLock> {
  for (const driver of OWNER_LOCK_DRIVERS) {
    const outcome = await driver.acquire(folder, waitMs);
    if (outcome === 'unsupported') continue;
    if (outcome !== 'held') return outcome;
    throw new CodezError('busy', `Another process works on ${folder}`, 'Try again in a moment.');
  }
  throw new CodezError('unavailable', `This system offers no way to lock ${folder}`, 'Install the flock program.');
}

async function announce(home: string, driver: OwnerLockDriver, lock: HeldLock, clock: Clock): Promise<HeldLock> {
  try {
    const last = await readOwnerNote(home);
    if (last !== undefined && last.driver !== driver.name && last.pid !== process.pid && isAlive(last.pid)) {
      throw await busyError(home);
    }
    await writeOwnerNote(home, { pid: process.pid, driver: driver.name, since: toIso(clock()) });
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    release: async () => {
      await writeOwnerNote(home, undefined).catch(() => undefined);
      await lock.release();
    },
  };
}

async function busyError(home: string): Promise<CodezError> {
  const note = await readOwnerNote(home);
  const server = (await readJsonFile(join(home, SERVER_FILE))) as { pid?: unknown; url?: unknown } | undefined;
  const url = server !== undefined && server.pid === note?.pid ? ` (${String(server.url)})` : '';
  const owner = note === undefined ? 'another process' : `process ${note.pid}${url}`;
  return new CodezError(
    'busy',
    `The data directory ${home} is in use by ${owner}`,
    url === ''
      ? 'Try again when it has ended, or choose another one with --home.'
      : 'Use that server, or stop it with: codez stop',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
