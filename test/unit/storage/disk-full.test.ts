import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { verifyStore } from '../../../src/storage/maintenance/verify-store.ts';
import { cleanEnvironment, PROJECT_ROOT, runProgram } from '../../support/codez-process.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { withStore } from '../../support/store.ts';

const WRITER = resolve(PROJECT_ROOT, 'dist', 'test', 'support', 'programs', 'limited-writer.js');

interface Outcome {
  readonly refusal: string;
  readonly code: string;
  readonly acknowledged: Record<string, string>;
  readonly seenAfter: Record<string, string>;
  readonly outcomes: readonly string[];
  readonly tiny: string;
  readonly largeAfter?: string;
  readonly withRoom: string;
  readonly health: string;
}

/** Runs the writer through a shell line in which "$0" is node, "$1" the program, "$2" the home. */
async function runWriter(shell: readonly string[], line: string, home: string): Promise<Outcome> {
  const [command = 'bash', ...args] = [...shell, 'bash', '-c', line, process.execPath, WRITER, home];
  const run = await runProgram(command, args, { env: cleanEnvironment(home) });
  assert.equal(run.code, 0, run.stderr);
  return JSON.parse(run.stdout) as Outcome;
}

function assertServedOn(outcome: Outcome): void {
  assert.equal(outcome.code, 'unavailable');
  for (const key of ['k0', 'k1', 'k2', 'k3', 'k4']) {
    assert.equal(outcome.seenAfter[key], outcome.acknowledged[key], 'reading goes on with what was acknowledged');
  }
  assert.deepEqual(outcome.outcomes, ['rejected', 'rejected', 'rejected']);
  assert.equal(outcome.tiny, 'undefined', 'a queued write that does not depend on the rejected one is written');
  assert.equal(outcome.largeAfter, undefined);
  assert.equal(outcome.withRoom, 'undefined', 'with room again, writing goes on');
  assert.equal(outcome.health, 'ok');
}

test('where a file may not grow, the batch and what was decided on it are rejected, the rest goes on [storage.enospc]', async () => {
  const home = scratchFolder();
  const outcome = await runWriter([], 'ulimit -S -f 64 && exec "$0" "$@"', home);
  assert.match(outcome.refusal, /the disk is full|may not grow/);
  assertServedOn(outcome);

  const lines: string[] = [];
  await withStore(
    home,
    async (store) => {
      assert.deepEqual(Object.fromEntries((await store.collection('notes')).entries()), outcome.acknowledged);
    },
    {},
    lines,
  );
  assert.deepEqual(lines, [], 'nothing was torn or damaged');
  assert.equal((await verifyStore(home)).ok, true);
});

const ownMounts = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-Urm'];
const maySetUpDisk =
  spawnSync(ownMounts[0] as string, [...ownMounts.slice(1), 'bash', '-c', 'mount -t tmpfs none /mnt']).status === 0;

test('on a full disk the batch and what was decided on it are rejected, the rest goes on [storage.enospc]', {
  skip: maySetUpDisk ? false : 'this system lets nobody mount a small file system',
}, async () => {
  const disk = join(scratchFolder(), 'disk');
  mkdirSync(disk);
  const line = [
    `mount -t tmpfs -o size=256k none ${disk}`,
    `head -c 128k /dev/zero > ${disk}/ballast`,
    `exec "$0" "$1" ${disk}/home ${disk}/ballast`,
  ].join(' && ');
  const outcome = await runWriter(ownMounts, line, disk);
  assert.match(outcome.refusal, /the disk is full \(ENOSPC\)/);
  assertServedOn(outcome);
});
