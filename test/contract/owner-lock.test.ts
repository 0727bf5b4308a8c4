import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { exlockLock } from '../../src/storage/drivers/exlock-lock.ts';
import { flockLock } from '../../src/storage/drivers/flock-lock.ts';
import { libsqlLock } from '../../src/storage/drivers/libsql-lock.ts';
import type { HeldLock, OwnerLockDriver } from '../../src/storage/drivers/owner-lock.ts';
import { cleanEnvironment, PROJECT_ROOT } from '../support/codez-process.ts';
import { scratchFolder } from '../support/scratch.ts';

const HOLDER = resolve(PROJECT_ROOT, 'dist', 'test', 'support', 'programs', 'lock-holder.js');
const DRIVERS: readonly OwnerLockDriver[] = [flockLock, exlockLock, libsqlLock];

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Another process that tries to take the lock. */
interface Rival {
  /** What it printed: `locked` or `held`. */
  readonly said: Promise<string>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Has it release the lock and end. */
  leave(): Promise<void>;
}

function startRival(driver: OwnerLockDriver, home: string, waitMs: number): Rival {
  const child = spawn(process.execPath, [HOLDER, driver.name, home, String(waitMs)], {
    env: cleanEnvironment(home),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  const said = once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line').then(([line]) =>
    String(line),
  );
  return {
    said,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    leave: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}

async function ask(driver: OwnerLockDriver, home: string): Promise<string> {
  const rival = startRival(driver, home, 0);
  const answer = await rival.said;
  await rival.leave();
  return answer;
}

function assertHeld(outcome: unknown): HeldLock {
  assert.equal(typeof outcome, 'object', `expected a lock, got ${String(outcome)}`);
  return outcome as HeldLock;
}

for (const driver of DRIVERS) {
  const isForHere = driver !== exlockLock && (driver !== flockLock || process.platform === 'linux');
  const skip = isForHere || process.platform === 'darwin' ? false : `${driver.name} is not for this system`;

  test(`${driver.name}: one owner at a time, in one process and between processes [storage.owner.lock, product.drivers]`, {
    skip,
  }, async () => {
    const home = scratchFolder();
    const held = assertHeld(await driver.acquire(home, 0));
    assert.equal(await driver.acquire(home, 0), 'held');
    assert.equal(await ask(driver, home), 'held');
    await held.release();
    assert.equal(await ask(driver, home), 'locked');
    await assertHeld(await driver.acquire(home, 0)).release();
  });

  test(`${driver.name}: the lock is free when its process was killed [storage.owner.lock]`, { skip }, async () => {
    const home = scratchFolder();
    const rival = startRival(driver, home, 0);
    assert.equal(await rival.said, 'locked');
    assert.equal(await driver.acquire(home, 0), 'held');
    assert.equal(await driver.acquire(home, 50), 'held', 'waiting ends');
    await rival.kill();
    await assertHeld(await driver.acquire(home, 0)).release();
  });

  test(`${driver.name}: who waits gets the lock when the owner leaves`, { skip }, async () => {
    const home = scratchFolder();
    const rival = startRival(driver, home, 0);
    assert.equal(await rival.said, 'locked');
    const waiting = driver.acquire(home, 60_000);
    await rival.leave();
    await assertHeld(await waiting).release();
  });

  test(`${driver.name}: locks of different directories do not meet`, { skip }, async () => {
    const first = assertHeld(await driver.acquire(scratchFolder(), 0));
    const second = assertHeld(await driver.acquire(scratchFolder(), 0));
    await first.release();
    await second.release();
  });
}

test('flock: the owner may open, read and close every file of its directory, the lock file too [storage.owner.reads]', {
  skip: process.platform === 'linux' ? false : 'flock(2) through a program is for Linux',
}, async () => {
  const home = scratchFolder();
  const held = assertHeld(await flockLock.acquire(home, 0));
  for (const name of readdirSync(home)) readFileSync(join(home, name));
  assert.deepEqual(readdirSync(home), ['owner.lock']);
  assert.equal(await ask(flockLock, home), 'held');
  await held.release();
});
