import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyStore } from '../../../src/storage/maintenance/verify-store.ts';
import { LineEncoder } from '../../../src/storage/record-codec.ts';
import { hashOf } from '../../support/damage.ts';
import { compactStore, withStore } from '../../support/store.ts';
import { DAMAGES, file, type Notes, TWO_JOURNALS, twoJournals, WITH_SNAPSHOT, write } from './damaged-stores.ts';

interface Opening {
  readonly notes: Notes;
  readonly state: string;
  readonly problems: string;
  readonly log: string;
}

async function open(home: string): Promise<Opening> {
  const lines: string[] = [];
  return await withStore(
    home,
    async (store) => {
      const notes = Object.fromEntries(await store.collection<number>('notes').then((opened) => opened.entries()));
      const { state, problems } = store.health();
      return {
        notes,
        state,
        problems: problems.map((problem) => `${problem.file}: ${problem.message}`).join('\n'),
        log: lines.join(''),
      };
    },
    {},
    lines,
  );
}

const TORN: [string, string | Buffer][] = [
  ['half a line', '12345678 {"s":13,"o":"put"'],
  ['one byte', '1'],
  ['a whole line without its line feed', '2d0b6d7f {"s":13,"o":"put","k":"z","v":1,"at":1}'],
  ['zeros', Buffer.alloc(5000)],
];

for (const [title, tail] of TORN) {
  test(`a torn tail (${title}) of the last journal is cut and logged with its bytes [storage.recovery.torn-tail]`, async () => {
    const home = await twoJournals();
    const journal = file(home, 'journal-2.jsonl');
    const { size } = statSync(journal);
    appendFileSync(journal, tail);
    const opening = await open(home);
    assert.deepEqual(opening.notes, TWO_JOURNALS);
    assert.equal(opening.state, 'ok');
    assert.match(opening.log, new RegExp(`file=notes/journal-2.jsonl from_byte=${size} bytes=${tail.length}`));
    assert.equal(statSync(journal).size, size);
    assert.doesNotMatch((await open(home)).log, /unfinished/);
  });
}

test('a journal whose very header is torn is cut to nothing, and the next owner goes on [storage.recovery.torn-tail]', async () => {
  const home = await twoJournals();
  writeFileSync(file(home, 'journal-3.jsonl'), '0123');
  assert.deepEqual((await open(home)).notes, TWO_JOURNALS);
  await write(home, (put) => put('c1', 1));
  assert.deepEqual(await open(home), { notes: WITH_SNAPSHOT, state: 'ok', problems: '', log: '' });
});

for (const { title, make, damage, aside, problem, notes } of DAMAGES) {
  test(`${title}: set aside, reported, what is good kept [storage.recovery.bad-line] [storage.recovery.empty-snapshot] [storage.damage-kept]`, async () => {
    const home = await make();
    damage(home);
    const before = aside === undefined ? '' : hashOf(file(home, aside));
    assert.equal((await verifyStore(home)).ok, false);
    const opening = await open(home);
    assert.deepEqual(opening.notes, notes);
    assert.equal(opening.state, 'degraded');
    assert.match(opening.problems, problem);
    if (aside !== undefined) {
      assert.equal(hashOf(file(home, aside)), before, 'the file itself is left as it is');
      const copies = readdirSync(join(home, 'quarantine'));
      assert.equal(copies.length, 1);
      assert.equal(hashOf(join(home, 'quarantine', copies[0] as string)), before);
      assert.equal((await verifyStore(home)).ok, false, 'red until somebody has dealt with the copy');
    }

    await write(home, (put) => put('d', 4));
    const expected = { ...notes, d: 4 };
    assert.deepEqual((await open(home)).notes, expected, 'writing goes on');
    await withStore(home, async (store) => {
      await store.collection('notes');
      await compactStore(store);
    });
    assert.deepEqual((await open(home)).notes, expected, 'compaction keeps what is good');
    rmSync(join(home, 'quarantine'), { recursive: true, force: true });
    const healed = await open(home);
    assert.deepEqual([healed.notes, healed.state], [expected, 'ok']);
  });
}

test('files of a newer version are refused with a clear message and left alone [storage.recovery.newer-schema]', async () => {
  for (const name of ['meta.json', 'notes/journal-1.jsonl']) {
    const home = await twoJournals();
    const path = join(home, name);
    if (name === 'meta.json') {
      writeFileSync(path, readFileSync(path, 'utf8').replace('"schema": 1', '"schema": 2'));
    } else {
      const json = (readFileSync(path, 'utf8').split('\n')[0] as string).slice(9).replace('"schema":1', '"schema":2');
      writeFileSync(path, new LineEncoder().encode([json]));
    }
    const before = hashOf(path);
    await assert.rejects(open(home), {
      code: 'unavailable',
      message: /newer version of codez \(schema 2, this version knows 1\)/,
      hint: /Update codez/,
    });
    assert.equal(hashOf(path), before);
    assert.equal(existsSync(join(home, 'quarantine')), false);
    assert.equal((await verifyStore(home)).ok, false);
  }
});
