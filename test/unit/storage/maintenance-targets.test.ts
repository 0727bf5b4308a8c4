import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createMaintenance } from '../../../src/storage/create-maintenance.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { withStore } from '../../support/store.ts';

const { signal } = new AbortController();

test('a backup that is refused leaves a folder named like its unfinished copy alone [storage.backup]', async () => {
  const folder = scratchFolder();
  const theirs = join(folder, 'copy.partial', 'theirs.txt');
  mkdirSync(join(folder, 'copy.partial'));
  writeFileSync(theirs, 'precious');
  await withStore(join(folder, 'home'), async (store) => {
    await (await store.collection('notes')).put('local/a', { text: 'one' });
    await assert.rejects(createMaintenance(store).backup(join(folder, 'copy'), signal), { code: 'conflict' });
  });
  assert.equal(readFileSync(theirs, 'utf8'), 'precious');
  assert.deepEqual(readdirSync(folder).sort(), ['copy.partial', 'home']);
});

test('neither a backup nor an export is written into the data directory, not even through a link [storage.backup] [storage.export]', async () => {
  const folder = scratchFolder();
  const home = join(folder, 'home');
  const link = join(folder, 'link');
  await withStore(home, async (store) => {
    await (await store.collection('notes')).put('local/a', { text: 'one' });
    symlinkSync(join(home, 'notes'), link);
    const before = readdirSync(join(home, 'notes'));
    const upkeep = createMaintenance(store);
    await assert.rejects(upkeep.backup(join(link, 'copy'), signal), { code: 'invalid' });
    await assert.rejects(upkeep.export({ target: join(link, 'journal-99.jsonl') }, signal), { code: 'invalid' });
    await assert.rejects(upkeep.export({ target: join(home, 'notes', 'journal-99.jsonl') }, signal), {
      code: 'invalid',
    });
    assert.deepEqual(readdirSync(join(home, 'notes')), before);
  });
});

test('an import of records that nothing here can check is refused whole', async () => {
  await withStore(scratchFolder(), async (store) => {
    const hosts = [{ key: 'web-1', value: { scopes: ['admin'] } }];
    const document = { codez: 'export', schema: 1, store_id: 'x', exported_at: '', collections: { notes: [], hosts } };
    const upkeep = createMaintenance(store, { checks: { notes: () => {} } });
    await assert.rejects(upkeep.import({ document, mode: 'newer' }, signal), {
      code: 'invalid',
      message: /collections\.hosts\[0\] is of a kind that this version cannot check/,
    });
    assert.equal((await store.collection('hosts')).size, 0);
    for (const schema of [0, -5, 1.5]) {
      await assert.rejects(upkeep.import({ document: { ...document, schema }, mode: 'newer' }, signal), /schema/);
    }
  });
});
