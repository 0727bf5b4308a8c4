import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { flockLock } from '../../../src/storage/drivers/flock-lock.ts';
import { libsqlLock } from '../../../src/storage/drivers/libsql-lock.ts';
import type { OwnerLockDriver } from '../../../src/storage/drivers/owner-lock.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore } from '../../support/store.ts';

const missing: OwnerLockDriver = { name: 'flock', acquire: async () => 'unsupported' };

test('a second owner is told process and URL of the first [storage.owner.lock]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  await assert.rejects(openTestStore(home), {
    code: 'busy',
    message: `The data directory ${home} is in use by process ${process.pid}`,
    hint: /--home/,
  });
  writeFileSync(join(home, 'server.json'), JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:4097' }));
  await assert.rejects(openTestStore(home, { waitMs: 30 }), {
    code: 'busy',
    message: `The data directory ${home} is in use by process ${process.pid} (http://127.0.0.1:4097)`,
    hint: /codez stop/,
  });
  await store.close();
  await (await openTestStore(home)).close();
});

test('the lock decides: a server.json left behind is ignored [storage.owner.stale-server-json]', async () => {
  const home = scratchFolder();
  writeFileSync(join(home, 'server.json'), JSON.stringify({ pid: 1, url: 'http://127.0.0.1:1' }));
  const store = await openTestStore(home);
  await assert.rejects(openTestStore(home), { message: new RegExp(`in use by process ${process.pid}$`) });
  await store.close();
});

test('without the flock program libsql locks, and the two kinds do not overlap [storage.owner.lock]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home, { lockDrivers: [missing, libsqlLock] });
  await assert.rejects(openTestStore(home, { lockDrivers: [missing, libsqlLock] }), { code: 'busy' });
  assert.equal(JSON.parse(readFileSync(join(home, 'owner.lock'), 'utf8')).driver, 'libsql');
  await store.close();

  // As if another, living process (our parent) owned the directory through the other driver.
  writeFileSync(join(home, 'owner.lock'), JSON.stringify({ pid: process.ppid, driver: 'libsql' }));
  const drivers = process.platform === 'linux' ? [flockLock] : undefined;
  await assert.rejects(openTestStore(home, drivers === undefined ? {} : { lockDrivers: drivers }), {
    code: 'busy',
    message: new RegExp(`process ${process.ppid}`),
  });
  await assert.rejects(openTestStore(home, { lockDrivers: [missing] }), { code: 'unavailable', hint: /flock/ });
});
