import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { verifyStore } from '../../src/storage/maintenance/verify-store.ts';
import { cleanEnvironment, PROJECT_ROOT, runProgram } from '../support/codez-process.ts';
import { runKillCycles } from '../support/kill/kill-cycles.ts';
import { scratchFolder } from '../support/scratch.ts';
import { withStore } from '../support/store.ts';

/** The bench does it 200 times. */
const KILLS = 40;

test('no acknowledged record is lost by kill -9 under load with compaction running [storage.kill] [storage.durable]', async () => {
  const report = await runKillCycles(scratchFolder(), KILLS);
  assert.equal(report.kills, KILLS);
  assert.ok(report.acknowledged > KILLS, `${report.acknowledged} writes were acknowledged`);
  assert.ok(report.merges >= KILLS / 4, `${report.merges} merges ended between the kills`);
});

test('two processes with 1,000 writes each in turns lose none [storage.two-writers] [storage.two-processes]', async () => {
  const home = scratchFolder();
  const program = resolve(PROJECT_ROOT, 'dist', 'test', 'support', 'programs', 'turn-writer.js');
  const runs = await Promise.all(
    ['a', 'b'].map((name) =>
      runProgram(process.execPath, [program, home, name, '1000'], { env: cleanEnvironment(home) }),
    ),
  );
  for (const { code, stdout, stderr } of runs) assert.deepEqual([code, stdout], [0, '1000\n'], stderr);
  await withStore(home, async (store) => {
    const records = await store.collection<number>('records');
    assert.equal(records.get('total'), 2000);
    for (const name of ['a', 'b']) {
      for (let index = 0; index < 1000; index++) assert.equal(records.get(`${name}/${index}`), index);
    }
    assert.equal(records.size, 2001);
    assert.equal(store.health().state, 'ok');
  });
  assert.equal((await verifyStore(home)).ok, true);
});
