import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AccessLog } from '../../../src/audit/access-log.ts';
import {
  idsBetween,
  idsInFile,
  namesIn,
  newLogFolder,
  openTestLog,
  readIds,
  rowOf,
  written,
} from '../../support/access-log.ts';

const LOST = /^\((\d+) rows? lost: the log could not be written\)$/;

/** Resolves when writing fails, or works again. */
async function until(log: AccessLog, isFailing: boolean): Promise<void> {
  while ((log.status().problem !== undefined) !== isFailing) await new Promise((resolve) => setImmediate(resolve));
}

test('while the folder cannot be made rows wait, are found, and are written when it can [access.log.failing.calls, access.log.failing.told]', async () => {
  const folder = newLogFolder();
  writeFileSync(folder, 'a file in the way');
  const lines: string[] = [];
  const log = await openTestLog(folder, { lines, batchBytes: 1, retryAfterMs: 5 });
  log.write(rowOf(1));
  await until(log, true);
  for (let number = 2; number <= 20; number++) log.write(rowOf(number));
  assert.deepEqual(await readIds(log), idsBetween(20, 1));
  const { problem = '', lostRows, waitingBytes } = log.status();
  assert.match(problem, /access/);
  assert.ok(lostRows === 0 && waitingBytes > 0);
  rmSync(folder);
  await until(log, false);
  await log.close();
  assert.deepEqual(idsInFile(folder, '2026-01-31.jsonl'), idsBetween(1, 20));
  const told = lines.filter((line) => line.includes('access log'));
  assert.equal(told.length, 3, told.join(''));
  assert.match(told[1] ?? '', /error the access log cannot be written problem=/);
  assert.match(told[2] ?? '', /warn the access log is written again lost_rows=0/);
});

test('rows for which there is no room are counted; the first ones are kept, and a row says how many are missing [access.log.failing.bounded, access.log.failing.told]', async () => {
  const folder = newLogFolder();
  writeFileSync(folder, '');
  const log = await openTestLog(folder, { batchBytes: 1, retryAfterMs: 5, waitingBytes: 3000 });
  log.write(rowOf(1));
  await until(log, true);
  for (let number = 2; number <= 5000; number++) log.write(rowOf(number));
  const { lostRows, waitingBytes } = log.status();
  assert.ok(waitingBytes <= 3000 && lostRows > 4900, `${waitingBytes} ${lostRows}`);
  rmSync(folder);
  await until(log, false);
  await written(log);
  log.write(rowOf(6000));
  const ids = await readIds(log);
  assert.deepEqual(ids.slice(2), idsBetween(ids.length - 2, 1));
  const { rows } = await log.list({}, { limit: 2 });
  assert.deepEqual([rows[0]?.request_id, rows[1]?.principal, rows[1]?.status], ['r6000', 'codez', 'error']);
  assert.equal(LOST.exec(rows[1]?.method ?? '')?.[1], String(lostRows));
  assert.equal(lostRows, 5000 - (ids.length - 2));
  await log.close();
  assert.equal(idsInFile(folder, '2026-01-31.jsonl').length, ids.length);
});

test('a burst that no disk could keep up with costs what did not fit, and is told [access.log.failing.bounded, access.log.failing.told]', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder, { batchBytes: 1000, waitingBytes: 3000, flushAfterMs: 1 });
  for (let number = 1; number <= 100; number++) log.write(rowOf(number));
  const { lostRows, problem } = log.status();
  assert.ok(lostRows > 80 && problem === undefined);
  await written(log);
  log.write(rowOf(200));
  await log.close();
  const ids = idsInFile(folder, '2026-01-31.jsonl');
  assert.deepEqual(ids, [...idsBetween(1, 100 - lostRows), '', 'r200']);
});

test('what cannot be written at the end is said', async () => {
  const folder = newLogFolder();
  writeFileSync(folder, '');
  const lines: string[] = [];
  const log = await openTestLog(folder, { lines });
  log.write(rowOf(1));
  await log.close();
  assert.match(lines.join(''), /error rows of the access log are lost/);
});

test('writing costs its caller the same while the disk fails [access.log.failing.calls]', async () => {
  const folder = newLogFolder();
  writeFileSync(folder, '');
  const log = await openTestLog(folder, { batchBytes: 1, retryAfterMs: 60_000 });
  log.write(rowOf(1));
  await until(log, true);
  const { failedWrites } = log.status();
  for (let number = 2; number <= 1000; number++) log.write(rowOf(number));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(log.status().failedWrites, failedWrites, 'a row does not try the disk anew');
  await log.close();
});

test('a full disk: no half line stays, what fits stays, and all goes on when there is room [access.log.failing.calls, access.log.failing.told]', async (t) => {
  const folder = newLogFolder();
  mkdirSync(folder, { mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return t.skip('only root can make a small disk');
  }
  try {
    const log = await openTestLog(folder, { batchBytes: 2000, retryAfterMs: 5, waitingBytes: 100_000 });
    let number = 0;
    while (log.status().problem === undefined) {
      for (let row = 0; row < 10; row++) log.write(rowOf(++number));
      while (log.status().waitingBytes > 2000 && log.status().problem === undefined) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const text = readFileSync(join(folder, '2026-01-31.jsonl'), 'utf8');
    assert.ok(text.length > 30_000 && text.endsWith('}\n'), 'whole lines');
    assert.match(log.status().problem ?? '', /ENOSPC|bytes were written/);
    assert.deepEqual(await readIds(log), idsBetween(number, 1));
    execFileSync('mount', ['-o', 'remount,size=10m', folder]);
    await until(log, false);
    await written(log);
    log.write(rowOf(++number));
    await log.close();
    assert.deepEqual(idsInFile(folder, '2026-01-31.jsonl'), idsBetween(1, number));
    assert.deepEqual(namesIn(folder), ['2026-01-31.jsonl']);
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
});
