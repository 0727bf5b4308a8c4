import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cutOutput, settleCutting } from '../../../../src/claude/process/cut-output.ts';
import { RunDirectory } from '../../../../src/claude/process/run-directory.ts';
import type { RunRecord } from '../../../../src/claude/process/run-record.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const RECORD: RunRecord = {
  sessionId: ID,
  pid: 1234,
  start: 5,
  bootId: 'boot',
  startedAt: 1,
  input: 'fifo',
  run: 'ab',
  cuts: 3,
  spec: { sessionId: ID, cwd: '/', start: 'new', permissionMode: 'default', trusted: true },
};

function makeRun(content: string): RunDirectory {
  const root = scratchFolder();
  mkdirSync(join(root, ID));
  writeFileSync(join(root, ID, 'out'), content);
  return new RunDirectory(root, ID);
}

test('output that was read is cut, and the new stream is on disk [sessions.process.cut]', async (t) => {
  const directory = makeRun('one\ntwo\n');
  const out = await directory.openOut();
  t.after(() => out.close());
  const record = await cutOutput(directory, out, RECORD, 8, assert.ifError);
  assert.equal(record.cuts, 4);
  assert.deepEqual(await directory.readRecord(), record);
  assert.equal(readFileSync(directory.outPath, 'utf8'), '');
});

test('output that has grown since is not cut', async (t) => {
  const directory = makeRun('one\ntwo\n');
  const out = await directory.openOut();
  t.after(() => out.close());
  assert.deepEqual(await cutOutput(directory, out, RECORD, 4, assert.ifError), RECORD);
  assert.deepEqual(await directory.readRecord(), RECORD);
  assert.equal(readFileSync(directory.outPath, 'utf8'), 'one\ntwo\n');
});

test('a server killed while it cut is understood: places never repeat [sessions.process.cut]', async (t) => {
  const directory = makeRun('one\ntwo\n');
  const out = await directory.openOut();
  t.after(() => out.close());
  let announced: RunRecord | undefined;
  // The record as it stood between the announcement and the cut.
  const spy = Object.assign(Object.create(directory) as RunDirectory, {
    writeRecord: async (record: RunRecord) => {
      announced ??= record;
      await directory.writeRecord(record);
    },
  });
  await cutOutput(spy, out, RECORD, 4, assert.ifError);
  assert.ok(announced?.cutting !== undefined);
  assert.equal((await settleCutting(directory, out, announced)).cuts, 3, 'it was not emptied yet');
  truncateSync(directory.outPath, 0);
  assert.equal((await settleCutting(directory, out, announced)).cuts, 4, 'it was emptied');
  appendFileSync(directory.outPath, 'three\nfour\n');
  assert.equal((await settleCutting(directory, out, announced)).cuts, 4, 'it was emptied and has grown');
  assert.equal((await directory.readRecord()).cuts, 4);
});

test('a disk that fills up while output is cut repeats no place', async (t) => {
  const directory = makeRun('one\ntwo\n');
  const out = await directory.openOut();
  t.after(() => out.close());
  const problems: unknown[] = [];
  let writes = 0;
  const failing = Object.assign(Object.create(directory) as RunDirectory, {
    writeRecord: async (record: RunRecord) => {
      writes += 1;
      if (writes > 1) throw new Error('the disk is full');
      await directory.writeRecord(record);
    },
  });
  const record = await cutOutput(failing, out, RECORD, 8, (error) => problems.push(error));
  assert.deepEqual([record.cuts, problems.length], [4, 1]);
  assert.equal((await settleCutting(directory, out, await directory.readRecord())).cuts, 4);
});
