import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTranscriptWatch } from '../../../../../src/claude/transcripts/watch/create-transcript-watch.ts';
import { FolderWatches } from '../../../../../src/claude/transcripts/watch/folder-watches.ts';
import { systemClock } from '../../../../../src/core/clock.ts';
import { silentLogger } from '../../../../../src/core/logger.ts';
import { scratchFolder } from '../../../../support/scratch.ts';

test('a directory that cannot be watched is a problem told once, until it can be', (t) => {
  const warnings: string[] = [];
  const watches = new FolderWatches({ ...silentLogger, warn: (message) => warnings.push(message) });
  t.after(() => watches.close());
  const path = join(scratchFolder('folders-'), 'later');
  assert.equal(
    watches.watch('project', path, 1, () => {}),
    false,
  );
  watches.watch('project', path, 1, () => {});
  assert.equal(watches.problems.length, 1);
  assert.match(watches.problems[0] ?? '', /later cannot be watched and is only looked at: ENOENT/);
  assert.equal(warnings.length, 1);
  mkdirSync(path);
  assert.equal(
    watches.watch('project', path, 1, () => {}),
    true,
  );
  assert.deepEqual([watches.count, watches.problems], [1, []]);
});

test('what no watch tells is found by looking at everything now and then', async (t) => {
  const root = join(scratchFolder('sweep-'), 'projects');
  const path = join(root, '-work', '11111111-1111-4111-8111-111111111111.jsonl');
  mkdirSync(join(root, '-work'), { recursive: true });
  writeFileSync(path, '{"n":1}\n');
  const seen: unknown[] = [];
  let wake = (): void => {};
  const watch = createTranscriptWatch({ root, logger: silentLogger, clock: systemClock, sweepMs: 20 });
  t.after(() => watch.close());
  await watch.start(({ records }) => {
    seen.push(...records.map(({ value }) => value['n']));
    wake();
  });
  // The watches are on directories that are none any more.
  renameSync(root, `${root}.old`);
  mkdirSync(join(root, '-work'), { recursive: true });
  writeFileSync(path, '{"n":1}\n{"n":2}\n');
  while (seen.length < 1) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  rmSync(`${root}.old`, { recursive: true });
  appendFileSync(path, '{"n":3}\n');
  while (seen.length < 2) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  assert.deepEqual(seen, [2, 3]);
  assert.deepEqual(watch.status().problems, []);
});
