import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexTree } from '../../support/index-tree.ts';

const LONG_MS = 600_000;
const never = new AbortController().signal;
const ALL = new Set(['text', 'tools', 'subagents'] as const);

test('who waits is answered when the index is built anew meanwhile [storage.search.rebuild]', {
  timeout: 60_000,
}, async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  await tree.settle();
  const rebuilt = tree.index.rebuild();
  const settled = tree.index.settle(ALL, LONG_MS, never);
  await rebuilt;
  assert.equal((await settled).state, 'ready');
  assert.equal((await tree.find('heron')).length, 1);
  await tree.index.close();
});

test('a rebuild that has begun does not tell of the index before it [storage.search.rebuild]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  assert.equal((await tree.settle()).state, 'ready');
  await tree.index.rebuild();
  assert.equal(tree.index.status().state, 'building');
  assert.equal(tree.index.status().documents, 0);
  await tree.index.close();
});

test('how the index stands is told before it is built [storage.search.progress]', { timeout: 60_000 }, async () => {
  const tree = new IndexTree();
  const words = 'reeds '.repeat(5_000);
  // Between two files whoever asks gets an answer.
  for (let serial = 0; serial < 40; serial += 1) {
    const path = tree.pathOf(`aaaaaaaa-0000-4000-8000-${String(serial).padStart(12, '0')}`);
    tree.write(
      path,
      Array.from({ length: 25 }, () => tree.prompt(words)),
    );
  }
  const { state, conversation } = await tree.index.settle(new Set(), LONG_MS, never);
  assert.equal(state, 'building');
  assert.ok(conversation.doneBytes < conversation.totalBytes, JSON.stringify(conversation));
  await tree.index.close();
});

test('an index over nothing is ready [storage.search.progress]', async () => {
  const tree = new IndexTree();
  assert.equal((await tree.settle()).state, 'ready');
  await tree.index.close();
});
