import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createProcessTable } from '../../../../src/claude/process/process-table.ts';
import { RunDirectory } from '../../../../src/claude/process/run-directory.ts';
import { createRunDirectoriesPart } from '../../../../src/sessions/health/run-directories-part.ts';
import type { WatchedPart } from '../../../../src/sessions/health/watched-part.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const HOUR = 3_600_000;
const idOf = (n: number): string => `0b7e6c1e-4d0a-4c55-9c0b-00000000000${n}`;

function partOf(runRoot: string, { live = [] as string[], now = Date.now() + HOUR, startedAt = 0 } = {}): WatchedPart {
  const table = createProcessTable(process.platform);
  return createRunDirectoriesPart({ runRoot, table, isLive: (id) => live.includes(id), clock: () => now, startedAt });
}

/** Starts a process that reads from the run's FIFO, as a session would. */
async function startReader(runRoot: string, sessionId: string): Promise<ChildProcess> {
  const directory = new RunDirectory(runRoot, sessionId);
  await directory.make();
  assert.ok(await directory.makeFifo());
  const input = await directory.openInForChild();
  const child = spawn('sleep', ['60'], { stdio: [input.fd, 'ignore', 'ignore'] });
  await once(child, 'spawn');
  await input.close();
  return child;
}

test('a run directory whose process is gone is removed, live and young ones and all else stay [sessions.health.run-directories]', async () => {
  const runRoot = scratchFolder();
  for (const n of [1, 2]) {
    mkdirSync(join(runRoot, idOf(n)));
    writeFileSync(join(runRoot, idOf(n), 'out'), '{}\n');
  }
  mkdirSync(join(runRoot, 'notes'));
  symlinkSync(join(runRoot, 'notes'), join(runRoot, idOf(3)));
  const young = { live: [idOf(2)], now: Date.now() };
  assert.deepEqual(await partOf(runRoot, young).heal?.(), []);
  assert.deepEqual(await partOf(runRoot, { startedAt: Date.now() + HOUR }).heal?.(), [], 'the server has just started');
  const old = partOf(runRoot, { live: [idOf(2)] });
  assert.deepEqual(await old.look(), { ok: true, details: { stale: 1 } });
  assert.deepEqual(await old.heal?.(), [{ action: 'removed a stale run directory', details: { session_id: idOf(1) } }]);
  assert.deepEqual(
    [idOf(1), idOf(2), idOf(3), 'notes'].map((name) => existsSync(join(runRoot, name))),
    [false, true, true, true],
  );
});

test('a process that runs without being taken over is said, and left alone [sessions.health.run-directories]', async () => {
  const runRoot = scratchFolder();
  const child = await startReader(runRoot, idOf(1));
  const part = partOf(runRoot);
  assert.deepEqual(await part.heal?.(), []);
  const { ok, details } = await part.look();
  assert.deepEqual([ok, details['session_ids']], [false, [idOf(1)]]);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  assert.equal((await part.heal?.())?.length, 1);
  assert.equal(existsSync(join(runRoot, idOf(1))), false);
});

test('where nothing ever ran there is nothing to do', async () => {
  const part = partOf(join(scratchFolder(), 'none'));
  assert.deepEqual([await part.heal?.(), await part.look()], [[], { ok: true, details: { stale: 0 } }]);
});
