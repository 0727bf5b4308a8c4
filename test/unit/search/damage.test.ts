import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import Libsql from 'libsql';
import { CodezError } from '../../../src/core/errors.ts';
import { IndexTree, untilStatus } from '../../support/index-tree.ts';
import { scratchFolder } from '../../support/scratch.ts';

const BIRDS = 200;

/** A tree of some size whose index was built and closed. */
async function builtTree(): Promise<IndexTree> {
  const tree = new IndexTree();
  tree.write(
    tree.pathOf(),
    Array.from({ length: BIRDS }, (_, index) => tree.prompt(`heron ${index} ${'reeds '.repeat(200)}`)),
  );
  assert.equal((await tree.find('heron 7')).length, 1);
  await tree.index.close();
  return tree;
}

const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  'is no database': (path) => writeFileSync(path, 'garbage '.repeat(4_000)),
  'is cut off': (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096),
  'has bad pages': (path) => {
    const bytes = readFileSync(path);
    for (let at = 4_096; at < bytes.length; at += 8_192) bytes.fill(0xa5, at, at + 4_000);
    writeFileSync(path, bytes);
  },
  'is a folder': (path) => {
    rmSync(path);
    mkdirSync(join(path, 'inside'), { recursive: true });
  },
  'is of another version': (path) => {
    const db = new Libsql(path);
    db.exec("UPDATE meta SET value = 99 WHERE key = 'version'");
    db.close();
  },
  'lacks a table': (path) => {
    const db = new Libsql(path);
    db.exec('DROP TABLE tools');
    db.close();
  },
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  test(`an index that ${what} is built anew, and that is told [storage.search.heal]`, async () => {
    const tree = await builtTree();
    damage(tree.path);
    tree.open();
    assert.equal((await tree.find('heron 7')).length, 1);
    await tree.settle();
    assert.equal(tree.index.status().documents, BIRDS);
    assert.equal(tree.index.status().healed.length, 1, JSON.stringify(tree.index.status()));
    await tree.index.close();
  });
}

test('an index that is taken away or empty is built without a word [storage.search.heal]', async () => {
  const tree = await builtTree();
  writeFileSync(tree.path, '');
  tree.open();
  assert.equal((await tree.find('heron')).length, 100);
  await tree.index.close();
  rmSync(dirname(tree.path), { recursive: true });
  tree.open();
  assert.equal((await tree.find('heron')).length, 100);
  assert.deepEqual(tree.index.status().healed, []);
  assert.equal(statSync(tree.path).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(tree.path)).mode & 0o777, 0o700);
  await tree.index.close();
});

test('an index that is taken away while it is used is built anew [storage.search.heal]', async () => {
  const tree = new IndexTree({ sweepMs: 100 });
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  assert.equal((await tree.find('heron')).length, 1);
  rmSync(dirname(tree.path), { recursive: true });
  await untilStatus(
    tree.index,
    ({ healed, state, documents }) => healed.length > 0 && state === 'ready' && documents > 0,
  );
  assert.equal((await tree.find('heron')).length, 1);
  await tree.index.close();
});

test('a symbolic link in the place of the index is refused and left alone [storage.search.heal]', async () => {
  const tree = new IndexTree();
  const target = join(scratchFolder('codez-ix-'), 'target');
  writeFileSync(target, 'precious');
  mkdirSync(dirname(tree.path));
  symlinkSync(target, tree.path);
  tree.index.start();
  const { problem } = await untilStatus(tree.index, ({ state }) => state === 'failed');
  assert.match(problem ?? '', /symbolic link/);
  await assert.rejects(
    () => tree.search('heron'),
    (error) => error instanceof CodezError && error.code === 'unavailable' && /symbolic link/.test(error.message),
  );
  assert.equal(readFileSync(target, 'utf8'), 'precious');
  rmSync(tree.path);
  await untilStatus(tree.index, ({ state }) => state === 'ready');
  await tree.index.close();
});

test('nobody waits for an index that cannot be opened, and it is tried again [storage.search.heal]', async () => {
  const tree = await builtTree();
  rmSync(tree.path);
  symlinkSync(join(tree.home, 'nowhere'), tree.path);
  const forever = 2 ** 31 - 1;
  const never = new AbortController().signal;
  const isRefused = (error: unknown): boolean => error instanceof CodezError && error.code === 'unavailable';
  tree.open();
  await assert.rejects(() => tree.index.settle(new Set(['text']), forever, never), isRefused);
  await assert.rejects(() => tree.index.settle(new Set(['text']), forever, never), isRefused);
  rmSync(tree.path);
  await untilStatus(tree.index, ({ state }) => state === 'ready');
  assert.equal((await tree.find('heron 7')).length, 1);
  await tree.index.close();
});

test('who waits while the index is dropped is answered by the next one [storage.search.rebuild]', async () => {
  const tree = new IndexTree();
  for (let session = 10; session < 40; session += 1) {
    const path = tree.pathOf(`aaaaaaaa-0000-4000-8000-0000000000${session}`);
    tree.write(
      path,
      Array.from({ length: 40 }, (_, index) => tree.prompt(`heron ${session} ${index} ${'reeds '.repeat(1_000)}`)),
    );
  }
  const settled = tree.index.settle(new Set(['text']), 2 ** 31 - 1, new AbortController().signal);
  for (let times = 0; times < 5; times += 1) await tree.index.rebuild();
  assert.equal((await settled).documents, 30 * 40);
  await tree.index.close();
});

test('an index beside whose file stand folders is built anew [storage.search.heal]', async () => {
  const tree = await builtTree();
  for (const suffix of ['-wal', '-shm']) {
    rmSync(`${tree.path}${suffix}`, { force: true });
    mkdirSync(join(`${tree.path}${suffix}`, 'inside'), { recursive: true });
  }
  tree.open();
  assert.equal((await tree.find('heron 7')).length, 1);
  await tree.index.close();
});

test('an index on demand drops what there is and builds it again [storage.search.rebuild]', async () => {
  const tree = new IndexTree();
  tree.write(tree.pathOf(), [tree.prompt('heron')]);
  assert.equal((await tree.find('heron')).length, 1);
  const made = statSync(tree.path).birthtimeMs;
  await tree.index.rebuild();
  await tree.settle();
  assert.equal((await tree.search('heron')).length, 1);
  assert.equal(statSync(tree.path).birthtimeMs > made, true);
  assert.deepEqual(tree.index.status().healed, []);
  await tree.index.close();
});
