import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyStore } from '../../../src/storage/maintenance/verify-store.ts';
import { flipBitInLine } from '../../support/damage.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { compactStore, openTestStore, withStore } from '../../support/store.ts';

const notesOf = (home: string): Promise<[string, unknown][]> =>
  withStore(home, async (store) => {
    assert.equal(store.health().state, 'ok');
    return [...(await store.collection('notes')).entries()];
  });

test('the last record of a key wins, deleted ones are gone, order stays [storage.compaction] [storage.compact]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const notes = await store.collection<unknown>('notes');
    for (const key of ['a', 'b', 'c', 'd']) await notes.put(key, { first: key });
    await notes.put('a', { second: 'ä 日本' });
    await notes.delete('b');
    await notes.delete('c');
    await notes.put('c', { again: true });
    const before = [...notes.entries()];
    await compactStore(store);
    assert.deepEqual([...notes.entries()], before);
    await notes.put('e', 5);
    await compactStore(store);
    await notes.put('a', 'third');
  });
  const expected = [
    ['a', 'third'],
    ['d', { first: 'd' }],
    ['c', { again: true }],
    ['e', 5],
  ];
  assert.deepEqual(await notesOf(home), expected);
  const snapshot = readFileSync(join(home, 'notes', 'snapshot-3.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  assert.equal(snapshot.length, 6);
  assert.deepEqual(JSON.parse(snapshot.at(-1)?.slice(9) ?? ''), { codez: 'end', count: 4 });
  assert.equal((await verifyStore(home)).ok, true);
});

test('one generation before the current one is kept [storage.compaction.generations]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const notes = await store.collection<number>('notes');
    for (let round = 1; round <= 4; round++) {
      await notes.put('n', round);
      await compactStore(store);
    }
  });
  assert.deepEqual(readdirSync(join(home, 'notes')).sort(), [
    'CURRENT',
    'journal-4.jsonl',
    'snapshot-4.jsonl',
    'snapshot-5.jsonl',
  ]);
  assert.equal(readFileSync(join(home, 'notes', 'CURRENT'), 'utf8'), '5\n');
});

test('journals that have outgrown the snapshot are merged by themselves, while writing goes on [storage.compaction]', async () => {
  const home = scratchFolder();
  const acknowledged = new Map<string, number>();
  await withStore(
    home,
    async (store) => {
      const notes = await store.collection<number>('notes');
      const { writer } = await store.openCollection('notes');
      for (let round = 0; writer.base < 4; round++) {
        await Promise.all(
          Array.from({ length: 20 }, async (_, index) => {
            await notes.put(`k${index}`, round);
            acknowledged.set(`k${index}`, round);
          }),
        );
      }
    },
    { compactAfterBytes: 2000 },
  );
  assert.deepEqual(await notesOf(home), [...acknowledged]);
  assert.equal((await verifyStore(home)).ok, true);
});

test('closing ends a running compaction, and nothing is lost by it [storage.compaction.crash]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const notes = await store.collection<string>('notes');
    await Promise.all(Array.from({ length: 3000 }, (_, index) => notes.put(`k${index}`, 'x'.repeat(500))));
  });
  for (let round = 0; round < 5; round++) {
    const store = await openTestStore(home, { compactAfterBytes: 1 });
    const notes = await store.collection<string>('notes');
    assert.equal(notes.size, 3000 + round);
    await notes.put(`round${round}`, '');
    await store.close();
  }
  assert.equal((await verifyStore(home)).ok, true);
});

/** A store before and after its second compaction. */
async function compactionStates(): Promise<{ before: string; after: string; folder: string }> {
  const folder = scratchFolder();
  const after = join(folder, 'after');
  const before = join(folder, 'before');
  await withStore(after, async (store) => {
    const notes = await store.collection<number>('notes');
    for (let index = 0; index < 10; index++) await notes.put(`a${index}`, index);
    await compactStore(store);
    for (let index = 5; index < 15; index++) await notes.put(`a${index}`, -index);
    await notes.delete('a0');
  });
  cpSync(after, before, { recursive: true });
  await withStore(after, (store) => compactStore(store));
  return { before, after, folder };
}

test('a crash at any step of a compaction leaves everything there, and the next one does it again [storage.compaction.crash]', async () => {
  const { before, after, folder } = await compactionStates();
  const snapshot = readFileSync(join(after, 'notes', 'snapshot-3.jsonl'));
  const expected = await notesOf(before);
  assert.deepEqual(await notesOf(after), expected);
  const put = (home: string, name: string, content: string | Buffer): void =>
    writeFileSync(join(home, 'notes', name), content);
  const steps: Record<string, (home: string) => void> = {
    'journal sealed': () => {},
    'snapshot half written': (home) => put(home, 'snapshot-3.jsonl.tmp', snapshot.subarray(0, snapshot.length / 2)),
    'snapshot written, not renamed': (home) => put(home, 'snapshot-3.jsonl.tmp', snapshot),
    'snapshot renamed, CURRENT old': (home) => put(home, 'snapshot-3.jsonl', snapshot),
    'CURRENT half written': (home) => {
      put(home, 'snapshot-3.jsonl', snapshot);
      put(home, 'CURRENT.3.tmp', '');
    },
    'CURRENT new, nothing removed': (home) => {
      put(home, 'snapshot-3.jsonl', snapshot);
      put(home, 'CURRENT', '3\n');
    },
    'a part removed': (home) => {
      put(home, 'snapshot-3.jsonl', snapshot);
      put(home, 'CURRENT', '3\n');
      rmSync(join(home, 'notes', 'journal-1.jsonl'));
    },
  };
  for (const [step, make] of Object.entries(steps)) {
    const home = join(folder, step.replaceAll(' ', '-'));
    cpSync(before, home, { recursive: true });
    make(home);
    assert.deepEqual(await notesOf(home), expected, step);
    await withStore(home, async (store) => {
      await (await store.collection('notes')).put('new', 1);
      await compactStore(store);
    });
    assert.deepEqual(await notesOf(home), [...expected, ['new', 1]], step);
    assert.equal((await verifyStore(home)).ok, true, step);
    assert.deepEqual(
      readdirSync(join(home, 'notes')).filter((name) => name.endsWith('.tmp')),
      [],
      step,
    );
  }
});

test('a sealed file that rots under a running store stops its compaction, with nothing lost or removed [storage.damage-kept]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const notes = await store.collection<number>('notes');
    for (let index = 0; index < 5; index++) await notes.put(`a${index}`, index);
  });
  await withStore(home, async (store) => {
    const notes = await store.collection<number>('notes');
    flipBitInLine(join(home, 'notes', 'journal-1.jsonl'), 3);
    await notes.put('b', 1);
    await assert.rejects(compactStore(store), { code: 'unavailable', message: /do not carry their checksum/ });
    assert.equal(store.health().state, 'degraded');
    assert.equal(notes.size, 6);
    await notes.put('c', 1);
    assert.deepEqual(readdirSync(join(home, 'notes')).sort(), [
      'CURRENT',
      'journal-1.jsonl',
      'journal-2.jsonl',
      'journal-3.jsonl',
    ]);
    assert.equal(readdirSync(join(home, 'quarantine')).length, 1);
  });
});

test('many short-lived owners do not leave a long row of journals', async () => {
  const home = scratchFolder();
  for (let owner = 0; owner < 70; owner++) {
    await withStore(home, async (store) => (await store.collection<number>('notes')).put('n', owner));
  }
  assert.ok(readdirSync(join(home, 'notes')).filter((name) => name.startsWith('journal-')).length <= 70);
  assert.ok(readFileSync(join(home, 'notes', 'CURRENT'), 'utf8') !== '1\n');
  assert.deepEqual(await notesOf(home), [['n', 69]]);
});
