import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderRow } from '../../../src/audit/row-line.ts';
import {
  idsBetween,
  idsInFile,
  namesIn,
  newLogFolder,
  openTestLog,
  putLogFile,
  readIds,
  rowOf,
  TestTime,
} from '../../support/access-log.ts';

const DAY_MS = 86_400_000;

test('a file is parted at its size, and the next run goes on in the newest part [access.log.files.parts]', async () => {
  const folder = newLogFolder();
  const partBytes = 10 * renderRow(rowOf(10)).length + 50;
  const log = await openTestLog(folder, { partBytes });
  for (let number = 10; number < 35; number++) log.write(rowOf(number));
  assert.deepEqual(await readIds(log, {}, 7), idsBetween(34, 10));
  await log.close();
  assert.deepEqual(namesIn(folder), ['2026-01-31.1.jsonl', '2026-01-31.2.jsonl', '2026-01-31.jsonl']);
  const next = await openTestLog(folder, { partBytes });
  for (let number = 35; number < 41; number++) next.write(rowOf(number));
  assert.deepEqual(await readIds(next, {}, 7), idsBetween(40, 10));
  await next.close();
  assert.deepEqual(idsInFile(folder, '2026-01-31.2.jsonl'), idsBetween(30, 39));
  assert.deepEqual(idsInFile(folder, '2026-01-31.3.jsonl'), ['r40']);
  for (const name of namesIn(folder)) assert.ok(statSync(join(folder, name)).size <= partBytes);
});

test('part 10 comes after part 9 [access.log.files.parts]', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder, { partBytes: 1 });
  for (let number = 1; number <= 13; number++) log.write(rowOf(number));
  await log.close();
  const next = await openTestLog(folder, { partBytes: 1 });
  assert.deepEqual(await readIds(next, {}, 2), idsBetween(13, 1));
  await next.close();
});

test('at the start, files of more than 30 days go and the others stay [access.log.files.kept]', async () => {
  const folder = newLogFolder();
  for (const [name, id] of [
    ['2025-11-30.jsonl', 1],
    ['2025-12-31.jsonl', 2],
    ['2025-12-31.1.jsonl', 3],
    ['2026-01-01.jsonl', 4],
    ['2026-01-30.jsonl', 5],
  ] as const)
    putLogFile(folder, name, id);
  await (await openTestLog(folder)).close();
  assert.deepEqual(namesIn(folder), ['2026-01-01.jsonl', '2026-01-30.jsonl']);
});

test('while running, what becomes too old goes with the day [access.log.files.kept]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-01.jsonl', 1);
  putLogFile(folder, '2026-01-02.jsonl', 2);
  const time = new TestTime();
  const log = await openTestLog(folder, { time });
  log.write(rowOf(3));
  time.pass(DAY_MS);
  log.write(rowOf(4));
  await log.close();
  assert.deepEqual(namesIn(folder), ['2026-01-02.jsonl', '2026-01-31.jsonl', '2026-02-01.jsonl']);
});

test('the oldest files go when all are too much, at the start and with each part [access.log.files.kept]', async () => {
  const folder = newLogFolder();
  for (let day = 10; day < 20; day++) putLogFile(folder, `2026-01-${day}.jsonl`, day, 10_000);
  const limits = { maxBytes: 60_000, partBytes: 10_000 };
  const bytes = (): number => namesIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const log = await openTestLog(folder, limits);
  await log.close();
  assert.ok(bytes() <= limits.maxBytes, `${bytes()}`);
  assert.deepEqual(namesIn(folder).slice(-1), ['2026-01-19.jsonl']);
  const next = await openTestLog(folder, { ...limits, batchBytes: 1 });
  for (let number = 100; number < 900; number++) next.write(rowOf(number));
  await next.close();
  assert.ok(bytes() <= limits.maxBytes, `${bytes()}`);
  assert.ok(bytes() > limits.maxBytes / 2, `${bytes()}`);
  const after = await openTestLog(folder, limits);
  const ids = await readIds(after);
  assert.deepEqual(ids, idsBetween(899, 900 - ids.length));
  await after.close();
});

test('a file of the log is never removed while it is the newest, however large', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2025-06-01.jsonl', 1, 100_000);
  const log = await openTestLog(folder, { maxBytes: 1000, partBytes: 500 });
  assert.deepEqual(await readIds(log), ['r1']);
  await log.close();
  assert.deepEqual(namesIn(folder), ['2025-06-01.jsonl']);
});
