import assert from 'node:assert/strict';
import { test } from 'node:test';
import Libsql from 'libsql';
import { INDEX_SCHEMA } from '../../../../src/search/index-schema.ts';
import { IdFinder } from '../../../../src/search/query/id-finder.ts';
import { findNewest } from '../../../../src/search/query/newest-first.ts';

const DOCUMENTS = 30_000;
const MATCHES = [{ table: 'conversation', match: '{text} : "heron"', terms: [], filters: [] }] as const;

/** An index whose documents crowd at some times, with a heron in every 1,000th. */
function crowdedIndex(): { readonly finder: IdFinder; readonly herons: readonly number[] } {
  const db = new Libsql(':memory:');
  db.exec(INDEX_SCHEMA);
  const document = db.prepare('INSERT INTO documents (id, file, kind, offset, length) VALUES (?, 1, 0, 0, 1)');
  const words = db.prepare("INSERT INTO conversation (rowid, text, thinking, tags) VALUES (?, ?, '', '')");
  const herons: number[] = [];
  db.exec('BEGIN');
  for (let serial = 1; serial <= DOCUMENTS; serial += 1) {
    const id = serial + Math.floor(serial / 5_000) * 1e8;
    document.run(id);
    words.run(id, serial % 1_000 === 0 ? 'a heron' : 'reeds');
    if (serial % 1_000 === 0) herons.unshift(id);
  }
  db.exec('COMMIT');
  return { finder: new IdFinder(db), herons };
}

test('a search that runs out of time goes on where it stopped: nothing is left out or told twice [sessions.search.long]', async () => {
  const { finder, herons } = crowdedIndex();
  const found: number[] = [];
  let to = Number.MAX_SAFE_INTEGER;
  let cuts = 0;
  for (let isCut = true; isCut; ) {
    const budget = { leftMs: 0, isOver: () => false };
    const step = await findNewest(finder, MATCHES, { from: 0, to }, 1_000, budget);
    assert.ok(step.ids.length < 6, 'no step goes over a crowd as a whole');
    found.push(...step.ids);
    assert.ok(step.searchedFrom <= to);
    to = step.searchedFrom - 1;
    isCut = step.isCut;
    cuts += isCut ? 1 : 0;
  }
  assert.deepEqual(found, herons);
  assert.ok(cuts > 5);
  const whole = { leftMs: Number.POSITIVE_INFINITY, isOver: () => false };
  const all = await findNewest(finder, MATCHES, { from: 0, to: Number.MAX_SAFE_INTEGER }, 1_000, whole);
  assert.deepEqual([all.ids, all.isCut], [herons, false]);
});
