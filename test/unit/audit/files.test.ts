import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderRow } from '../../../src/audit/row-line.ts';
import {
  idsInFile,
  namesIn,
  newLogFolder,
  openTestLog,
  putLogFile,
  readIds,
  rowOf,
  TestTime,
} from '../../support/access-log.ts';
import { scratchFolder } from '../../support/scratch.ts';

const DAY_MS = 86_400_000;

test('each UTC day has its file; folder and files are for the owner only [access.log.files.daily, access.log.files.private]', async () => {
  const folder = newLogFolder();
  const time = new TestTime(Date.UTC(2026, 0, 31, 23, 59, 59, 900));
  const log = await openTestLog(folder, { time });
  log.write(rowOf(1));
  time.pass(200);
  log.write(rowOf(2));
  time.pass(DAY_MS);
  log.write(rowOf(3));
  await log.close();
  assert.deepEqual(namesIn(folder), ['2026-01-31.jsonl', '2026-02-01.jsonl', '2026-02-02.jsonl']);
  assert.deepEqual(idsInFile(folder, '2026-02-01.jsonl'), ['r2']);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of namesIn(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
});

test('no folder is made before there is a row', async () => {
  const folder = newLogFolder();
  await (await openTestLog(folder)).close();
  assert.throws(() => statSync(folder), { code: 'ENOENT' });
});

test('a folder and a file that others may read are closed to them [access.log.files.private]', async () => {
  const folder = newLogFolder();
  putLogFile(folder, '2026-01-31.jsonl', 1);
  execFileSync('chmod', ['0755', folder]);
  execFileSync('chmod', ['0644', join(folder, '2026-01-31.jsonl')]);
  const log = await openTestLog(folder);
  log.write(rowOf(2));
  await log.close();
  assert.deepEqual(idsInFile(folder, '2026-01-31.jsonl'), ['r1', 'r2']);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder, '2026-01-31.jsonl')).mode & 0o777, 0o600);
});

for (const [what, put] of [
  ['a symbolic link', (path: string) => symlinkSync(join(path, '..', '..', 'elsewhere'), path)],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a named pipe', (path: string) => void execFileSync('mkfifo', [path])],
] as const) {
  test(`${what} in the place of today's file is neither written to nor read: the next part is begun [access.log.files.private]`, async () => {
    const folder = newLogFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, '..', 'elsewhere'), renderRow(rowOf(9)));
    put(join(folder, '2026-01-31.jsonl'));
    const log = await openTestLog(folder);
    log.write(rowOf(1));
    assert.deepEqual(await readIds(log), ['r1']);
    await log.close();
    const next = await openTestLog(folder);
    assert.deepEqual(await readIds(next), ['r1']);
    await next.close();
    assert.deepEqual(idsInFile(folder, '2026-01-31.1.jsonl'), ['r1']);
    assert.equal(readFileSync(join(folder, '..', 'elsewhere'), 'utf8'), renderRow(rowOf(9)));
    assert.ok(!lstatSync(join(folder, '2026-01-31.jsonl')).isFile());
  });
}

test('what has taken the name of the next day meanwhile is left alone, too [access.log.files.private]', async () => {
  const folder = newLogFolder();
  const time = new TestTime();
  const log = await openTestLog(folder, { time, batchBytes: 1 });
  log.write(rowOf(1));
  await log.list({}, { limit: 1 });
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(folder, '2026-02-01.jsonl'));
  time.pass(DAY_MS);
  log.write(rowOf(2));
  await log.close();
  assert.deepEqual(idsInFile(folder, '2026-02-01.1.jsonl'), ['r2']);
});

test('where the folder is a symbolic link nothing is written, read or removed, and the log says so [access.log.files.private]', async () => {
  const home = scratchFolder();
  mkdirSync(join(home, 'elsewhere'), { mode: 0o755 });
  symlinkSync(join(home, 'elsewhere'), join(home, 'access'));
  putLogFile(join(home, 'elsewhere'), '2020-01-01.jsonl', 9);
  const lines: string[] = [];
  const log = await openTestLog(join(home, 'access'), { lines, batchBytes: 1 });
  log.write(rowOf(1));
  assert.deepEqual(await readIds(log), ['r1']);
  await log.close();
  assert.deepEqual(namesIn(join(home, 'elsewhere')), ['2020-01-01.jsonl']);
  assert.match(lines.join(''), /error the access log cannot be written problem=".*symbolic link/);
});

test('files of others stay untouched and unread, whatever they are called [access.log.files.foreign]', async () => {
  const folder = newLogFolder();
  const foreign = [
    'notes.txt',
    '2020-01-01.jsonl.gz',
    '2020-01-01.jsonl~',
    '2020-01-01.0.jsonl',
    '2020-01-01.01.jsonl',
    '2020-13-01.jsonl',
    '2020-02-30.jsonl',
    '20200101.jsonl',
    'x2020-01-01.jsonl',
    '.2020-01-01.jsonl.swp',
    '2020-01-01.JSONL',
  ];
  for (const name of foreign) putLogFile(folder, name, 1);
  mkdirSync(join(folder, '2020-05-05.jsonl'));
  symlinkSync('notes.txt', join(folder, '2020-05-06.jsonl'));
  const log = await openTestLog(folder, { maxBytes: 10, partBytes: 5 });
  log.write(rowOf(2));
  log.write(rowOf(3));
  assert.deepEqual(await readIds(log), ['r3', 'r2']);
  await log.close();
  const kept = [...foreign, '2020-05-05.jsonl', '2020-05-06.jsonl', '2026-01-31.jsonl'];
  assert.deepEqual(namesIn(folder), kept.sort());
});
