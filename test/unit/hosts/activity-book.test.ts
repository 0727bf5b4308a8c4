import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type ActivityBook, createActivityBook } from '../../../src/hosts/activity-book.ts';
import type { HolderActivity } from '../../../src/hosts/holder-activity.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { collectLogger, withStore } from '../../support/store.ts';

const ID = 'host:web-1';
const CALLS = 20_000;

async function withBook<R>(home: string, use: (book: ActivityBook) => Promise<R>): Promise<R> {
  return await withStore(home, async (store) => {
    const records = await store.collection<HolderActivity>('holder-activity');
    const book = createActivityBook(records, collectLogger([]));
    try {
      return await use(book);
    } finally {
      book.close();
    }
  });
}

test('every call is counted while the record is written again and again, and costs no line of its own [access.key.activity]', async () => {
  const home = scratchFolder();
  await withStore(home, async (store) => {
    const records = await store.collection<HolderActivity>('holder-activity');
    const book = createActivityBook(records, collectLogger([]));
    for (let call = 1; call <= CALLS; call++) {
      book.note(ID, { address: '10.0.0.1', at: call, isAllowed: call % 4 !== 0 });
      // The record of the second before is on its way to the disk.
      if (call % 1000 === 0) void records.put(ID, book.get(ID));
      if (call % 100 === 0) await setImmediate();
    }
    const { calls, refused } = book.get(ID);
    assert.deepEqual([calls, refused], [CALLS * 0.75, CALLS * 0.25]);
    book.close();
  });
  const seen = await withBook(home, async (book) => book.get(ID));
  assert.deepEqual(seen, {
    calls: CALLS * 0.75,
    refused: CALLS * 0.25,
    last_used_at: CALLS - 1,
    last_refused_at: CALLS,
    addresses: [{ address: '10.0.0.1', calls: CALLS * 0.75, first_at: 1, last_at: CALLS - 1 }],
    refused_from: [{ address: '10.0.0.1', calls: CALLS * 0.25, first_at: 4, last_at: CALLS }],
  });
  const folder = join(home, 'holder-activity');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  assert.ok(lines.length < 100, `${lines.length} lines`);
});

test('the latest eight addresses are kept, the last one last [access.key.activity]', async () => {
  await withBook(scratchFolder(), async (book) => {
    for (let at = 1; at <= 12; at++) book.note(ID, { address: `10.0.0.${at}`, at, isAllowed: true });
    book.note(ID, { address: '10.0.0.7', at: 13, isAllowed: true });
    book.note(ID, { address: '', at: 14, isAllowed: true });
    const { addresses, calls } = book.get(ID);
    assert.equal(calls, 14);
    assert.deepEqual(
      addresses.map(({ address }) => address.slice(7)),
      ['5', '6', '8', '9', '10', '11', '12', '7'],
    );
    assert.deepEqual(addresses.at(-1), { address: '10.0.0.7', calls: 2, first_at: 7, last_at: 13 });
  });
});

test('who is removed leaves nothing, and who gets the name begins anew [access.key.activity]', async () => {
  const home = scratchFolder();
  await withBook(home, async (book) => {
    book.note(ID, { address: '10.0.0.1', at: 1, isAllowed: true });
    await book.forget(ID);
    assert.equal(book.get(ID).calls, 0);
    book.note(ID, { address: '10.0.0.2', at: 2, isAllowed: true });
  });
  const { calls, addresses } = await withBook(home, async (book) => book.get(ID));
  assert.deepEqual([calls, addresses.length], [1, 1]);
});
