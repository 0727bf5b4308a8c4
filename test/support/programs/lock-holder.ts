import { exlockLock } from '../../../src/storage/drivers/exlock-lock.ts';
import { flockLock } from '../../../src/storage/drivers/flock-lock.ts';
import { libsqlLock } from '../../../src/storage/drivers/libsql-lock.ts';

/** `lock-holder DRIVER HOME WAIT_MS`: takes the lock, prints `locked`, `held` or `unsupported`, and waits to be ended. */
const [name, home, waitMs] = process.argv.slice(2) as [string, string, string];
const driver = [flockLock, exlockLock, libsqlLock].find((candidate) => candidate.name === name);
const outcome = await driver?.acquire(home, Number(waitMs));
process.stdout.write(typeof outcome === 'string' ? `${outcome}\n` : 'locked\n');
process.stdin.once('end', async () => {
  if (typeof outcome === 'object') await outcome.release();
  process.exit(0);
});
process.stdin.resume();
