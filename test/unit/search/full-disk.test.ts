import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { IndexTree, untilStatus } from '../../support/index-tree.ts';

test('a full disk is told as what it is, and the index goes on when there is room [storage.search.heal]', async (t) => {
  const tree = new IndexTree();
  const folder = dirname(tree.path);
  mkdirSync(folder, { mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return t.skip('only root can make a small disk');
  }
  try {
    const words = (session: number): string =>
      Array.from({ length: 6_000 }, (_, word) => `w${(session * 6_000 + word).toString(36)}`).join(' ');
    for (let session = 10; session < 70; session += 1) {
      const path = tree.pathOf(`aaaaaaaa-0000-4000-8000-0000000000${session}`);
      tree.write(path, [tree.prompt('heron'), tree.prompt(words(session))]);
    }
    tree.index.start();
    const isFull = (problem: string | undefined): boolean => /disk is full/.test(problem ?? '');
    for (let times = 0; times < 3; times += 1) {
      const { problem } = await untilStatus(tree.index, ({ state }) => state === 'failed');
      assert.ok(isFull(problem), problem);
      await untilStatus(tree.index, ({ state }) => state === 'building');
    }
    execFileSync('mount', ['-o', 'remount,size=100m', folder]);
    await untilStatus(tree.index, ({ state }) => state === 'ready');
    assert.equal((await tree.find('heron')).length, 60);
  } finally {
    await tree.index.close();
    execFileSync('umount', ['-l', folder]);
  }
});
