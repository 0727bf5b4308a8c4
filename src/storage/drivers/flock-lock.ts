import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../storage-errors.ts';
import { FILE_MODE } from '../store-schema.ts';
import { LOCK_FILE, type LockOutcome, type OwnerLockDriver } from './owner-lock.ts';

/** Where the program is looked for: the search path first, then the usual places, since a service may have no path. */
const PROGRAMS = ['flock', '/usr/bin/flock', '/bin/flock', '/usr/local/bin/flock'];
/** Number under which the program inherits our descriptor. */
const INHERITED_FD = '3';
/** Exit code of the program when another has the lock. */
const HELD = 1;

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;

/**
 * flock(2) through the `flock` program: it locks an open file it inherits from us, and the lock stays with our
 * descriptor when it has ended. Unlike fcntl locks it survives the closing of other descriptors of the same file.
 */
export const flockLock: OwnerLockDriver = {
  name: 'flock',

  async acquire(home, waitMs): Promise<LockOutcome> {
    if (process.platform !== 'linux') return 'unsupported';
    const handle = await open(join(home, LOCK_FILE), O_RDWR | O_CREAT | O_NOFOLLOW, FILE_MODE);
    let outcome: 'locked' | 'held' | 'unsupported' = 'unsupported';
    try {
      for (const program of PROGRAMS) {
        outcome = await lockDescriptor(program, handle.fd, waitMs);
        if (outcome !== 'unsupported') break;
      }
      if (outcome === 'locked') return { release: () => handle.close() };
    } finally {
      if (outcome !== 'locked') await handle.close();
    }
    return outcome;
  },
};

function lockDescriptor(program: string, fd: number, waitMs: number): Promise<'locked' | 'held' | 'unsupported'> {
  return new Promise((resolve, reject) => {
    const args = waitMs > 0 ? ['-x', INHERITED_FD] : ['-x', '-n', INHERITED_FD];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', fd] });
    const timer = waitMs > 0 ? setTimeout(() => child.kill(), waitMs) : undefined;
    child.once('error', (error) => {
      clearTimeout(timer);
      if (isMissing(error)) resolve('unsupported');
      else reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve('locked');
      // No code: the wait was over. If it got the lock in that instant, closing our descriptor frees it.
      else if (code === HELD || code === null) resolve('held');
      else reject(new Error(`the flock program ended with code ${code}: the file system may not support locks`));
    });
  });
}
