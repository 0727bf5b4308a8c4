import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../support/scratch.ts';
import { compactStore, openTestStore, withStore } from '../../support/store.ts';

const NOBODY = 65_534;

/** Runs `use` without the rights of root, who may write anything. */
async function withoutRoot(folder: string, use: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return await use();
  chownSync(folder, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    await use();
  } finally {
    process.seteuid?.(0);
  }
}

function modesBelow(folder: string): Record<string, string> {
  const modes: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    modes[path.slice(folder.length + 1)] = (statSync(path).mode & 0o777).toString(8);
  }
  return modes;
}

test('directories are 0700 and files 0600, whatever they were before [storage.modes]', async () => {
  const home = join(scratchFolder(), 'home');
  const use = (): Promise<void> =>
    withStore(home, async (store) => {
      await (await store.collection<number>('notes')).put('a', Math.random());
      await (await store.document('state', { initial: {}, parse: (value) => value })).update(() => ({
        at: Math.random(),
      }));
      await compactStore(store);
      await (await store.collection<number>('notes')).put('b', Math.random());
    });
  await use();
  assert.equal(statSync(home).mode & 0o777, 0o700);
  chmodSync(home, 0o755);
  chmodSync(join(home, 'notes'), 0o755);
  await use();
  assert.equal(statSync(home).mode & 0o777, 0o700);
  const modes = modesBelow(home);
  for (const [path, mode] of Object.entries(modes)) assert.equal(mode, path === 'notes' ? '700' : '600', path);
  assert.equal(Object.keys(modes).length > 5, true);
});

test('a directory that holds other things keeps its mode, and the log says so [storage.modes]', async () => {
  const home = scratchFolder();
  writeFileSync(join(home, 'thesis.txt'), '');
  chmodSync(home, 0o755);
  const lines: string[] = [];
  await withStore(home, async () => {}, {}, lines);
  assert.equal(statSync(home).mode & 0o777, 0o755);
  assert.match(lines.join(''), /others may list the data directory/);
});

test('symbolic links at our names are refused and what they point to is left alone [storage.symlinks]', async () => {
  const names = ['meta.json', 'owner.lock', 'notes', 'state.json', 'quarantine'];
  for (const name of names) {
    const folder = scratchFolder();
    const home = join(folder, 'home');
    const outside = join(folder, 'outside');
    mkdirSync(home, { mode: 0o700 });
    if (name === 'notes' || name === 'quarantine') mkdirSync(outside);
    else writeFileSync(outside, '{"schema":1,"store_id":"x"}');
    symlinkSync(outside, join(home, name));
    if (name === 'quarantine') writeFileSync(join(home, 'state.json'), '');
    await assert.rejects(
      withStore(home, async (store) => {
        await store.collection('notes');
        await store.document('state', { initial: {}, parse: (value) => value });
      }),
      { code: 'forbidden', message: new RegExp(`${name}.* is a symbolic link`) },
      name,
    );
    assert.deepEqual(readdirSync(folder).sort(), ['home', 'outside']);
  }
});

test('a symbolic link at a journal is refused [storage.symlinks]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => (await store.collection<number>('notes')).put('a', 1));
  const outside = join(home, 'journal-elsewhere');
  writeFileSync(outside, '');
  symlinkSync(outside, join(home, 'notes', 'journal-2.jsonl'));
  await withStore(home, async (store) => {
    await assert.rejects(store.collection('notes'), { code: 'forbidden', message: /symbolic link/ });
  });
});

test('a home that cannot be made or written is named with what to do [storage.read-only-home]', async () => {
  const folder = scratchFolder();
  await withoutRoot(folder, async () => {
    chmodSync(folder, 0o500);
    await assert.rejects(openTestStore(join(folder, 'new')), {
      code: 'unavailable',
      message: new RegExp(`${folder}/new failed: access was denied \\(EACCES\\)`),
      hint: /--home/,
    });
    await assert.rejects(openTestStore(folder), { code: 'unavailable', message: /access was denied \(EACCES\)/ });
  });
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  await assert.rejects(openTestStore(join(file, 'home')), { code: 'unavailable', message: /not a directory/ });
  if (process.platform === 'linux') {
    await assert.rejects(openTestStore('/proc/codez/home'), { code: 'unavailable', message: /cannot be made there/ });
  }
});
