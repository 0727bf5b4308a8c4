import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderRow } from '../../../src/audit/row-line.ts';
import { idsBetween, idsInFile, newLogFolder, openTestLog, rowOf, written } from '../../support/access-log.ts';

const NAME = '2026-01-31.jsonl';

test('a row is written without another one coming [access.log.files.second]', async () => {
  const folder = newLogFolder();
  mkdirSync(folder, { mode: 0o700 });
  const watcher = watch(folder);
  const changed = once(watcher, 'change');
  const log = await openTestLog(folder, { flushAfterMs: 20 });
  log.write(rowOf(1));
  assert.ok(!existsSync(join(folder, NAME)), 'behind its call');
  await changed;
  await written(log);
  assert.deepEqual(idsInFile(folder, NAME), ['r1']);
  watcher.close();
  await log.close();
});

test('64 KiB are written at once, without waiting for time to pass [access.log.files.batched]', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder);
  const bytes = renderRow(rowOf(1000)).length;
  const enough = Math.ceil((64 * 1024) / bytes);
  for (let number = 1000; number < 1000 + enough - 1; number++) log.write(rowOf(number));
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(!existsSync(join(folder, NAME)), 'less waits for more');
  log.write(rowOf(1000 + enough - 1));
  await written(log);
  assert.equal(statSync(join(folder, NAME)).size, enough * bytes);
  await log.close();
});

test('rows that come in bursts are all written, in order [access.log.files.batched]', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder, { batchBytes: 3000, flushAfterMs: 1 });
  let number = 0;
  for (let burst = 0; burst < 200; burst++) {
    for (let row = 0; row < (burst * 7) % 40; row++) log.write(rowOf(++number));
    if (burst % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await log.close();
  assert.deepEqual(idsInFile(folder, NAME), idsBetween(1, number));
});

test('closing twice, and rows after closing, harm nothing', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder);
  log.write(rowOf(1));
  await Promise.all([log.close(), log.close()]);
  log.write(rowOf(2));
  await log.close();
  assert.deepEqual(idsInFile(folder, NAME), ['r1', 'r2']);
});
