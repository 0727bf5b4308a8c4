import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratchFolder } from '../../support/scratch.ts';
import { openTestStore, withStore } from '../../support/store.ts';

/**
 * Puts /dev/null under the descriptor by which this process writes `path`: from then on the kernel takes every
 * write and refuses every fsync (EINVAL), as a failing disk does.
 */
function failEveryFsync(path: string): void {
  const { ino, dev } = statSync(path);
  for (let fd = 3; fd < 1000; fd++) {
    try {
      const stat = fstatSync(fd);
      if (stat.ino !== ino || stat.dev !== dev) continue;
    } catch {
      continue;
    }
    closeSync(fd);
    const others: number[] = [];
    let taken = openSync('/dev/null', 'r+');
    while (taken !== fd) {
      others.push(taken);
      taken = openSync('/dev/null', 'r+');
    }
    for (const other of others) closeSync(other);
    return;
  }
  throw new Error(`${path} is not open`);
}

test('after a failed fsync nothing is acknowledged or written any more, reading goes on [storage.fsync-error] [storage.durable]', async () => {
  const home = scratchFolder();
  const lines: string[] = [];
  const store = await openTestStore(home, {}, lines);
  const notes = await store.collection<number>('notes');
  const state = await store.document('state', { initial: { n: 0 }, parse: (value) => value as { n: number } });
  await notes.put('a', 1);
  const journal = join(home, 'notes', 'journal-1.jsonl');
  failEveryFsync(journal);

  const inFlight = notes.put('b', 2);
  const refused = { code: 'unavailable' };
  const dependent = assert.rejects(
    notes.update('b', (seen) => ({ action: 'keep', result: seen })),
    refused,
  );
  await assert.rejects(inFlight, refused);
  await dependent;
  assert.equal(notes.get('b'), undefined);
  assert.equal(store.health().state, 'read_only');
  assert.match(
    store
      .health()
      .problems.map(({ message }) => message)
      .join(),
    /fsync of .*journal-1\.jsonl failed/,
  );

  const readOnly = { code: 'unavailable', message: /The store is read-only/, hint: /Check the disk/ };
  await assert.rejects(notes.put('c', 3), readOnly);
  await assert.rejects(notes.delete('a'), readOnly);
  await assert.rejects(
    notes.update('a', () => ({ action: 'put', value: 4, result: 0 })),
    readOnly,
  );
  await assert.rejects(
    state.update(() => ({ n: 1 })),
    readOnly,
  );
  notes.putBehind('a', 9);
  assert.deepEqual([...notes.entries()], [['a', 9]]);
  assert.equal(lines.filter((line) => line.includes('turned read-only')).length, 1, 'the fsync is not tried again');
  await store.close();

  await withStore(home, async (reopened) => {
    assert.deepEqual([...(await reopened.collection('notes')).entries()], [['a', 1]]);
    assert.equal(reopened.health().state, 'ok');
  });
});
