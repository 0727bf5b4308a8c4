import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { CodezError } from '../../../src/core/errors.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { compactStore, openTestStore } from '../../support/store.ts';

interface Note {
  readonly text: string;
}

const journalLines = (home: string, generation = 1): string[] =>
  readFileSync(join(home, 'notes', `journal-${generation}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');

test('a record is on disk when its put resolves, and there again after reopening [storage.files]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  const notes = await store.collection<Note>('notes');
  await notes.put('a', { text: 'één\nzwei 日本' });
  assert.equal(journalLines(home).length, 2);
  await notes.put('b', { text: 'two' });
  assert.equal(await notes.delete('b'), true);
  assert.equal(await notes.delete('b'), false);
  await store.close();

  const again = await openTestStore(home);
  const reopened = await again.collection<Note>('notes');
  assert.deepEqual([...reopened.entries()], [['a', { text: 'één\nzwei 日本' }]]);
  assert.equal(again.health().state, 'ok');
  await again.close();
});

test('a journal line is a checksum and {s, o, k, v, at} [storage.journal-line]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home, { clock: () => 1_700_000_000_000 });
  const notes = await store.collection<Note>('notes');
  await notes.put('a', { text: 'x' });
  await notes.delete('a');
  await store.close();
  const lines = journalLines(home);
  assert.equal(lines.length, 3);
  for (const line of lines) {
    const json = line.slice(9);
    assert.equal(line.slice(0, 9), `${crc32(json).toString(16).padStart(8, '0')} `);
  }
  assert.deepEqual(JSON.parse(lines[1]?.slice(9) ?? ''), {
    s: 1,
    o: 'put',
    k: 'a',
    v: { text: 'x' },
    at: 1_700_000_000_000,
  });
  assert.deepEqual(JSON.parse(lines[2]?.slice(9) ?? ''), { s: 2, o: 'del', k: 'a', at: 1_700_000_000_000 });
});

test('meta.json names schema, store and time of making [storage.meta]', async () => {
  const home = join(scratchFolder(), 'deep', 'home');
  const store = await openTestStore(home, { clock: () => 0 });
  await store.close();
  const meta = JSON.parse(readFileSync(join(home, 'meta.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(meta, { schema: 1, store_id: store.storeId, created_at: '1970-01-01T00:00:00.000Z' });
  const again = await openTestStore(home);
  assert.equal(again.storeId, store.storeId);
  await again.close();
});

test('writes of one tick share one batch and all readers see it at once [storage.group-commit] [storage.durable-reads]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  const notes = await store.collection<Note>('notes');
  await notes.put('first', { text: '' });
  const sizes: number[] = [];
  notes.subscribe(() => sizes.push(notes.size));
  const writes = Array.from({ length: 100 }, (_, index) => notes.put(`k${index}`, { text: `${index}` }));
  assert.equal(notes.get('k0'), undefined, 'not durable yet');
  assert.equal(notes.size, 1);
  await writes[0];
  assert.equal(notes.size, 101, 'the first acknowledgement comes with all records of the batch applied');
  await Promise.all(writes);
  assert.deepEqual(sizes.at(-1), 101);
  await store.close();
});

test('update decides on the newest value, queued ones included, and keep waits for it', async () => {
  const store = await openTestStore(scratchFolder());
  const counters = await store.collection<number>('notes');
  const increments = Array.from({ length: 50 }, () =>
    counters.update('n', (current = 0) => ({ action: 'put', value: current + 1, result: current })),
  );
  const kept = counters.update('n', (current) => ({ action: 'keep', result: current }));
  assert.equal(counters.get('n'), undefined);
  assert.equal(await kept, 50);
  assert.equal(counters.get('n'), 50, 'what keep saw is durable when it resolves');
  assert.deepEqual(await Promise.all(increments), [...Array(50).keys()]);
  await assert.rejects(
    counters.update('n', () => {
      throw new CodezError('conflict', 'stale', '');
    }),
    { code: 'conflict' },
  );
  await assert.rejects(counters.put('bad\nkey', 1), { code: 'invalid' });
  await store.close();
});

test('an owner that only reads leaves no trace, one that writes starts a generation [storage.owner.generation]', async () => {
  const home = scratchFolder();
  for (const text of ['one', 'two']) {
    const store = await openTestStore(home);
    await (await store.collection<Note>('notes')).put(text, { text });
    await store.close();
    const reader = await openTestStore(home);
    assert.equal((await reader.collection<Note>('notes')).get(text)?.text, text);
    await reader.close();
  }
  assert.deepEqual(readdirSync(join(home, 'notes')).sort(), ['CURRENT', 'journal-1.jsonl', 'journal-2.jsonl']);
  assert.match(journalLines(home, 2)[0] ?? '', /"generation":2,"first_seq":2,/);
});

test('a value written behind is visible at once and saved at the latest on closing [storage.behind]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  const uses = await store.collection<number>('notes');
  await uses.put('a', 1);
  for (let use = 2; use < 100; use++) uses.putBehind('a', use);
  assert.equal(uses.get('a'), 99);
  assert.equal(journalLines(home).length, 2, 'nothing written yet');
  await store.close();
  assert.equal(journalLines(home).length, 3, 'coalesced');
  const again = await openTestStore(home);
  assert.equal((await again.collection<number>('notes')).get('a'), 99);
  await again.close();
});

test('a value written behind is saved by itself, and a queued change keeps its place [storage.behind]', async () => {
  const home = scratchFolder();
  const store = await openTestStore(home);
  const uses = await store.collection<number>('notes');
  const queued = uses.put('a', 1);
  uses.putBehind('a', 2);
  await queued;
  await uses.put('b', 0);
  assert.equal(uses.get('a'), 2);
  uses.putBehind('c', 3);
  const appended = new Promise<void>((resolve) => {
    const size = statSync(join(home, 'notes', 'journal-1.jsonl')).size;
    const look = (): void => {
      if (statSync(join(home, 'notes', 'journal-1.jsonl')).size > size) resolve();
      else setImmediate(look);
    };
    look();
  });
  await appended;
  await store.close();
  assert.equal(journalLines(home).length, 5);
});

test('more than 64 MiB in the queue is refused, what was accepted is kept [storage.queue-bound]', async () => {
  const store = await openTestStore(scratchFolder());
  const notes = await store.collection<string>('notes');
  const text = 'x'.repeat(8 * 1024 * 1024);
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => notes.put(`k${index}`, text)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(outcomes.length - refused.length, 7);
  for (const { reason } of refused) assert.equal((reason as CodezError).code, 'unavailable');
  assert.equal(notes.size, 7);
  await notes.put('after', 'accepted again');
  await store.close();
});

test('records of any size and script come back as they were, wherever a chunk of the file ends [storage.durable]', async () => {
  const home = scratchFolder();
  const texts = ['plain', 'één \u00a0 \u2028', '日本語 🚀', '"quotes" \\ \n', '\ud800 alone', '{"crc":"of"}', ''];
  const expected: [string, Note][] = Array.from({ length: 3000 }, (_, index) => [
    `k${index}`,
    { text: `${texts[index % texts.length]} ${'x'.repeat((index * 37) % 1500)}` },
  ]);
  expected.push(
    ['large', { text: '漢'.repeat(1_500_000) }],
    ['larger', { text: 'y'.repeat(3_000_000) }],
    ['ключ/é', { text: 'key' }],
  );
  const store = await openTestStore(home);
  const notes = await store.collection<Note>('notes');
  await Promise.all(expected.map(([key, value]) => notes.put(key, value)));
  await store.close();
  for (const compacted of [false, true]) {
    const again = await openTestStore(home);
    assert.deepEqual([...(await again.collection<Note>('notes')).entries()], expected, `compacted: ${compacted}`);
    assert.equal(again.health().state, 'ok');
    await compactStore(again);
    await again.close();
  }
});
