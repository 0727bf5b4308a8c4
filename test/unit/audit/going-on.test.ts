import assert from 'node:assert/strict';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderRow } from '../../../src/audit/row-line.ts';
import {
  idsBetween,
  idsInFile,
  NOON,
  namesIn,
  newLogFolder,
  openTestLog,
  putLogFile,
  readIds,
  rowOf,
  TestTime,
  written,
} from '../../support/access-log.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

test('a torn last line is closed off: neither it nor the next row is lost to the other [access.log.files.torn, access.log.list.damaged]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-31.jsonl', 1);
  appendFileSync(join(folder, '2026-01-31.jsonl'), renderRow(rowOf(2)).slice(0, 100));
  const log = await openTestLog(folder);
  const { head } = await log.list({}, { limit: 10 });
  log.write(rowOf(3));
  assert.deepEqual(await readIds(log), ['r3', 'r1']);
  await log.close();
  const next = await openTestLog(folder);
  assert.deepEqual(await readIds(next), ['r3', 'r1']);
  const after = await next.follow({}, { head, limit: 10, timeoutMs: 0, signal: new AbortController().signal });
  assert.deepEqual(
    after.rows.map(({ request_id }) => request_id),
    ['r3'],
  );
  await next.close();
  // A whole line without its end is a row.
  appendFileSync(join(folder, '2026-01-31.jsonl'), renderRow(rowOf(4)).trimEnd());
  const last = await openTestLog(folder);
  last.write(rowOf(5));
  assert.deepEqual(await readIds(last), ['r5', 'r3', 'r1']);
  await last.close();
  const whole = await openTestLog(folder);
  assert.deepEqual(await readIds(whole), ['r5', 'r4', 'r3', 'r1']);
  await whole.close();
});

test('rows go on where a removed or emptied file was, and can be seen [access.log.files.removed]', async () => {
  const folder = newLogFolder();
  const log = await openTestLog(folder, { batchBytes: 1, flushAfterMs: 1 });
  const signal = new AbortController().signal;
  log.write(rowOf(1));
  log.write(rowOf(2));
  const { head } = await log.list({}, { limit: 10 });
  await written(log);
  rmSync(join(folder, '2026-01-31.jsonl'));
  log.write(rowOf(3));
  await written(log);
  assert.deepEqual(idsInFile(folder, '2026-01-31.1.jsonl'), ['r3']);
  assert.deepEqual(await readIds(log), ['r3']);
  const page = await log.follow({}, { head, limit: 10, timeoutMs: 0, signal });
  assert.equal(page.rows[0]?.request_id, 'r3');
  writeFileSync(join(folder, '2026-01-31.1.jsonl'), '');
  log.write(rowOf(4));
  await written(log);
  assert.deepEqual(await readIds(log), ['r4']);
  rmSync(folder, { recursive: true });
  log.write(rowOf(5));
  await log.close();
  assert.deepEqual(idsInFile(folder, '2026-01-31.2.jsonl'), ['r5']);
});

test('a clock set back goes on in the newest file, and order stays [access.log.files.clock]', async () => {
  const folder = newLogFolder();
  const time = new TestTime();
  const log = await openTestLog(folder, { time });
  log.write(rowOf(1, {}, time.now));
  time.now -= 3 * DAY_MS;
  log.write(rowOf(2, {}, time.now));
  time.now = 0;
  log.write(rowOf(3, {}, time.now));
  time.now = Number.NaN;
  log.write(rowOf(4));
  time.now = NOON + DAY_MS;
  log.write(rowOf(5, {}, time.now));
  assert.deepEqual(await readIds(log), idsBetween(5, 1));
  await log.close();
  assert.equal(namesIn(folder)[0], '2026-01-31.jsonl');
  const next = await openTestLog(folder, { time });
  assert.deepEqual(await readIds(next, {}, 1), idsBetween(5, 1));
  // By what the clock said of each row.
  assert.deepEqual(await readIds(next, { since: NOON - HOUR_MS }), ['r5', 'r4', 'r1']);
  await next.close();
});

test('a clock that was a year ahead leaves order, days and files as they should be [access.log.files.clock]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-15.jsonl', 1);
  putLogFile(folder, '2026-01-30.jsonl', 2);
  const time = new TestTime();
  const log = await openTestLog(folder, { time });
  log.write(rowOf(3, {}, time.now));
  time.now += 365 * DAY_MS;
  log.write(rowOf(4, {}, time.now));
  time.now -= 365 * DAY_MS;
  log.write(rowOf(5, {}, time.now));
  time.pass(DAY_MS);
  log.write(rowOf(6, {}, time.now));
  assert.deepEqual(await readIds(log), idsBetween(6, 1));
  await log.close();
  assert.deepEqual(namesIn(folder), [
    '2026-01-15.jsonl',
    '2026-01-30.jsonl',
    '2026-01-31.jsonl',
    '2027-01-31.1.jsonl',
    '2027-01-31.jsonl',
  ]);
  assert.deepEqual(idsInFile(folder, '2027-01-31.1.jsonl'), ['r6']);
  const next = await openTestLog(folder, { time });
  assert.deepEqual(await readIds(next, { maxAgeMs: HOUR_MS }), ['r6', 'r4']);
  await next.close();
});

test('a clock that jumps on removes nothing for an hour, then what is too old [access.log.files.clock]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-30.jsonl', 1);
  const time = new TestTime();
  const limits = { time, partBytes: 1, batchBytes: 1 };
  const log = await openTestLog(folder, limits);
  time.now += 90 * DAY_MS;
  log.write(rowOf(2));
  log.write(rowOf(3));
  await written(log);
  time.pass(HOUR_MS - 1);
  log.write(rowOf(4));
  await log.close();
  assert.ok(namesIn(folder).includes('2026-01-30.jsonl'));
  await (await openTestLog(folder, limits)).close();
  assert.ok(!namesIn(folder).includes('2026-01-30.jsonl'));
});

test('a clock that swings about midnight makes few files [access.log.files.clock]', async () => {
  const folder = newLogFolder();
  const time = new TestTime(Date.UTC(2026, 0, 31, 23, 59, 58));
  const log = await openTestLog(folder, { time });
  for (let number = 1; number <= 200; number++) {
    time.now += number % 2 === 1 ? 5000 : -5000;
    log.write(rowOf(number));
  }
  assert.deepEqual(await readIds(log), idsBetween(200, 1));
  await log.close();
  assert.deepEqual(namesIn(folder), ['2026-02-01.jsonl']);
});
