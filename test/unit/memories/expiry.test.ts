import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../../src/core/logger.ts';
import { OWNER } from '../../../src/core/principal.ts';
import { ExpiryQueue } from '../../../src/memories/expiry-queue.ts';
import { createNoteExpiry } from '../../../src/memories/note-expiry.ts';
import { seededRandom } from '../../bench/notes-corpus.ts';
import { openNotes } from '../../support/notes.ts';

test('an expired note is gone for readers at once [memory.store.expires]', async () => {
  const notes = await openNotes();
  const { memory } = await notes.memories.store({ id: 'brief', content: 'soon gone', expiresInSeconds: 60 }, OWNER);
  assert.equal(memory.expires_at, new Date(notes.now + 60_000).toISOString());
  await notes.memories.store({ id: 'kept', content: 'soon gone? no' }, OWNER);
  const found = async () =>
    (await notes.memories.search({ query: 'soon', limit: 9 }, OWNER)).matches.map(({ id }) => id).sort();
  notes.now += 59_999;
  assert.deepEqual([await found(), notes.memories.count()], [['brief', 'kept'], 2]);
  notes.now += 1;
  assert.deepEqual([await found(), notes.memories.count()], [['kept'], 1]);
  assert.equal(notes.memories.retrieve('brief', OWNER), undefined);
  assert.equal(await notes.memories.delete('brief', OWNER), false);
  const again = await notes.memories.store({ id: 'brief', content: 'soon back' }, OWNER);
  assert.deepEqual([again.status, again.memory.version, again.memory.expires_at], ['created', 1, undefined]);
  await notes.close();
});

test('a note stored anew without expires_in stays [memory.store.expires]', async () => {
  const notes = await openNotes();
  await notes.memories.store({ id: 'n', content: 'x', expiresInSeconds: 1 }, OWNER);
  const again = await notes.memories.store({ id: 'n', content: 'x' }, OWNER);
  assert.deepEqual([again.status, again.memory.expires_at], ['updated', undefined]);
  notes.now += 10_000;
  assert.equal(notes.memories.retrieve('n', OWNER)?.version, 2);
  await notes.close();
});

test('expired notes are deleted in the background, those of a run before too [memory.store.expires]', async () => {
  const notes = await openNotes();
  await notes.memories.store({ id: 'brief', content: 'x', expiresInSeconds: 5 }, OWNER);
  await notes.memories.store({ id: 'long', content: 'x', expiresInSeconds: 500 }, OWNER);
  await notes.reopen();
  const expiry = createNoteExpiry({ notes: notes.collection, clock: () => notes.now, logger: silentLogger });
  await expiry.purge();
  assert.equal(notes.collection.size, 2);
  notes.now += 5_000;
  assert.equal(expiry.countDue(), 1);
  await expiry.purge();
  assert.deepEqual(
    [...notes.collection.entries()].map(([key]) => key),
    ['local/long'],
  );
  assert.equal(expiry.countDue(), 0);
  expiry.close();
  await notes.close();
});

test('the queue of expiries gives what is due, whatever was changed before [memory.store.expires]', () => {
  const random = seededRandom(7);
  const queue = new ExpiryQueue();
  const expected = new Map<string, number>();
  for (let step = 0; step < 3000; step += 1) {
    const key = `k${Math.floor(random() * 40)}`;
    const at = random() < 0.2 ? undefined : Math.floor(random() * 1000);
    queue.set(key, at);
    if (at === undefined) expected.delete(key);
    else expected.set(key, at);
    if (step % 50 !== 0) continue;
    const now = Math.floor(random() * 1000);
    const due = [...expected].filter(([, time]) => time <= now).map(([name]) => name);
    assert.equal(queue.next(), expected.size === 0 ? undefined : Math.min(...expected.values()));
    assert.deepEqual(queue.takeDue(now).sort(), due.sort());
    for (const name of due) expected.delete(name);
  }
});
