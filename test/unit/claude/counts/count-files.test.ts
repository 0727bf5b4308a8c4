import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { countFiles } from '../../../../src/claude/counts/count-files.ts';
import type { FileCount } from '../../../../src/claude/counts/file-count.ts';
import { writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { countDifferences } from '../../../support/transcripts/count-differences.ts';

test('several threads count each file once, and as one does [sessions.counts.exact]', async () => {
  const { files } = writeCorpus({ configDir: scratchFolder(), bytes: 12_000_000, seed: 6, sessions: 40 });
  const [gone, taken, ...others] = files.map(({ path }) => path);
  const toCount = files.map(({ path }) => ({ path, sizeBytes: statSync(path).size, before: undefined }));
  rmSync(gone ?? '');
  const counts = new Map<string, FileCount | undefined>();
  await countFiles(toCount, {
    lanesFromBytes: 0,
    begin: (path) => path !== taken,
    counted: (path, count) => {
      assert.ok(!counts.has(path), `${path} is counted once`);
      counts.set(path, count);
    },
  });
  assert.equal(counts.size, files.length - 1);
  assert.equal(counts.get(gone ?? ''), undefined);
  for (const path of others) {
    const count = counts.get(path);
    assert.ok(count, path);
    assert.deepEqual(countDifferences(count, readFileSync(path)), [], path);
  }
});
