import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChunkPool, type FileCount, FileCounting } from '../../../../src/claude/counts/file-count.ts';
import { MUTATIONS, mutateFile, mutateLine } from '../../../support/corpus/mutations.ts';
import { writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { SeededRandom } from '../../../support/sessions/fuzz/seeded-random.ts';
import { countDifferences } from '../../../support/transcripts/count-differences.ts';

const pool = new ChunkPool();

function count(path: string, before?: FileCount): FileCount {
  const counting = FileCounting.of(path, pool, before);
  assert.ok(counting);
  while (counting.step());
  return counting.close();
}

function treeOf(seed: number, bytes: number): Buffer[] {
  return writeCorpus({ configDir: scratchFolder(), bytes, seed }).files.map(({ path }) => readFileSync(path));
}

test('files are counted by their bytes as by parsing every line, however they are changed [sessions.counts.exact]', () => {
  const path = join(scratchFolder(), 'file.jsonl');
  for (const seed of [1, 2]) {
    const random = new SeededRandom(seed);
    for (const bytes of treeOf(seed, 400_000)) {
      for (const content of [bytes, mutateFile(bytes, random), mutateFile(bytes, random, 0.05)]) {
        writeFileSync(path, content);
        assert.deepEqual(countDifferences(count(path), content), [], `seed ${seed}`);
      }
    }
  }
});

test('each way to change a line leaves the count right [sessions.counts.exact]', () => {
  const path = join(scratchFolder(), 'file.jsonl');
  const random = new SeededRandom(3);
  const files = treeOf(3, 150_000);
  for (const name of MUTATIONS) {
    for (const bytes of files) {
      const lines = bytes.toString('utf8').split('\n');
      const changed = lines.map((line, index) =>
        index < 4 || random.chance(0.2) ? mutateLine(line, name, random) : line,
      );
      const content = Buffer.from(changed.join('\n'));
      writeFileSync(path, content);
      assert.deepEqual(countDifferences(count(path), content), [], name);
    }
  }
});

test('a file that grows, is cut or replaced is counted on to what it holds [sessions.counts.exact]', () => {
  const path = join(scratchFolder(), 'file.jsonl');
  const random = new SeededRandom(4);
  const files = treeOf(4, 1_000_000).filter(({ length }) => length > 2_000);
  for (let round = 0; round < 60; round += 1) {
    const whole = random.chance(0.5) ? random.pick(files) : mutateFile(random.pick(files), random);
    replace(path, Buffer.alloc(0));
    let known = count(path);
    for (let at = 0; at < whole.length; ) {
      const next = Math.min(whole.length, at + 1 + random.below(random.chance(0.2) ? 60_000 : 3_000));
      appendFileSync(path, whole.subarray(at, next));
      at = next;
      known = count(path, known);
      if (random.chance(0.1)) assert.deepEqual(countDifferences(known, whole.subarray(0, at)), []);
      if (random.chance(0.02)) {
        at = random.below(at);
        truncateSync(path, at);
        known = count(path, known);
        assert.deepEqual(countDifferences(known, whole.subarray(0, at)), [], 'cut');
      }
    }
    assert.deepEqual(countDifferences(known, whole), [], `round ${round}`);
    const other = random.pick(files);
    replace(path, other);
    assert.deepEqual(countDifferences(count(path, known), other), [], 'replaced');
  }
});

function replace(path: string, bytes: Buffer): void {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}
