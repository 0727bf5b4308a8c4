import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import { TEXT_CLASSES } from '../../../support/corpus/text-classes.ts';
import { type Corpus, writeCorpus } from '../../../support/corpus/write-corpus.ts';
import { scratchFolder } from '../../../support/scratch.ts';

function digest({ configDir, files, truth }: Corpus): string {
  const hash = createHash('sha1').update(JSON.stringify(truth));
  for (const { path } of files) hash.update(relative(configDir, path)).update(readFileSync(path));
  return hash.digest('hex');
}

test('a tree of transcripts is the same for the same seed, and another for another', () => {
  const [one, same, other] = [1, 1, 2].map((seed) => writeCorpus({ configDir: scratchFolder(), bytes: 1e6, seed }));
  assert.ok(one !== undefined && same !== undefined && other !== undefined);
  assert.equal(digest(one), digest(same));
  assert.notEqual(digest(one), digest(other));
  for (const { path, bytes } of one.files) assert.equal(statSync(path).size, bytes);
});

test('each class of text stands somewhere, and most of a tree is no conversation', () => {
  const { files, truth } = writeCorpus({ configDir: scratchFolder(), bytes: 8e6, seed: 3 });
  const classes = new Set(truth.queries.map((query) => query.class));
  assert.deepEqual(
    TEXT_CLASSES.filter((name) => !classes.has(name)),
    [],
  );
  const { conversation, tools, other } = truth.bytes;
  const share = conversation / (conversation + tools + other);
  assert.ok(share > 0.1 && share < 0.3, String(share));
  const written = files.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(written > 5e6 && written < 11e6, String(written));
});
