import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, PROJECT_ROOT, runProgram } from '../../../support/codez-process.ts';
import { scratchFolder } from '../../../support/scratch.ts';

const PROGRAM = resolve(PROJECT_ROOT, 'dist', 'test', 'support', 'programs', 'limited-event-log.js');

test('where a file may not grow, events go on in memory, status says so, and all is written when it can be [sessions.events.disk]', async () => {
  const home = scratchFolder();
  const line = 'ulimit -S -f 64 && exec "$0" "$@"';
  const run = await runProgram('bash', ['-c', line, process.execPath, PROGRAM, home], { env: cleanEnvironment(home) });
  assert.equal(run.code, 0, run.stderr);
  const { problem, failedAt, number, seen, kept, gap } = JSON.parse(run.stdout);
  assert.match(problem, /EFBIG|file too large|were written/i);
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);
  assert.deepEqual(seen, upTo(failedAt + 1), 'nothing is missing while the disk fails');
  assert.deepEqual(kept, upTo(number), 'nor afterwards');
  assert.equal(gap, false);
});
