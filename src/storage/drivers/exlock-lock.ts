import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../storage-errors.ts';
import { FILE_MODE } from '../store-schema.ts';
import { LOCK_FILE, type OwnerLockDriver, pollForLock } from './owner-lock.ts';

/** Locks on opening with the semantics of flock(2); Node has no name for this flag of macOS. */
const O_EXLOCK = 0x20;
const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

/** flock(2) as a part of open(2), which macOS has. */
export const exlockLock: OwnerLockDriver = {
  name: 'exlock',

  async acquire(home, waitMs) {
    if (process.platform !== 'darwin') return 'unsupported';
    return await pollForLock(async () => {
      try {
        const flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_EXLOCK;
        const handle = await open(join(home, LOCK_FILE), flags, FILE_MODE);
        return { release: () => handle.close() };
      } catch (error) {
        if (systemCode(error) === 'EAGAIN') return 'held';
        throw error;
      }
    }, waitMs);
  },
};
