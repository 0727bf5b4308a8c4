import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type Database from 'libsql';
import { systemCode } from '../storage-errors.ts';
import { FILE_MODE } from '../store-schema.ts';
import { type LockOutcome, type OwnerLockDriver, pollForLock } from './owner-lock.ts';

/**
 * The database whose lock is held. Nothing else in this process may open it, not even to read: closing any
 * descriptor of a file drops all fcntl locks the process has on it.
 */
export const LIBSQL_LOCK_FILE = 'owner.lock.db';

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;
/** Paths this process holds: within one process fcntl locks do not exclude each other. */
const heldHere = new Set<string>();

/** An exclusive transaction that is never committed, for systems without flock(2). */
export const libsqlLock: OwnerLockDriver = {
  name: 'libsql',

  async acquire(home, waitMs) {
    const path = join(home, LIBSQL_LOCK_FILE);
    const { default: Libsql } = await import('libsql');
    return await pollForLock(() => tryLock(Libsql, path), waitMs);
  },
};

async function tryLock(Libsql: typeof Database, path: string): Promise<LockOutcome> {
  if (heldHere.has(path)) return 'held';
  heldHere.add(path);
  try {
    await (await open(path, O_RDWR | O_CREAT | O_NOFOLLOW, FILE_MODE)).close();
    const database = new Libsql(path);
    try {
      database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    return {
      release: async () => {
        database.exec('ROLLBACK');
        database.close();
        heldHere.delete(path);
      },
    };
  } catch (error) {
    heldHere.delete(path);
    if (systemCode(error)?.startsWith('SQLITE_BUSY') === true) return 'held';
    throw error;
  }
}
