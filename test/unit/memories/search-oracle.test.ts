import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../../../src/core/principal.ts';
import type { Memory, MemoryQuery, ScoredMemory } from '../../../src/memories/memory-service.ts';
import { seededRandom } from '../../bench/notes-corpus.ts';
import { hostPrincipal, openNotes, type TestNotes } from '../../support/notes.ts';
import { findPlainly, rankPlainly } from '../../support/notes-oracle.ts';

const WORDS = [
  'alpha',
  'alp',
  'al',
  'beta',
  'be',
  'Café',
  'cafe',
  '42',
  '99',
  '421',
  'C++',
  '搜索',
  '搜',
  '索引',
  'が',
  '🚀',
  'incident',
  'ไทย',
];
const JOINTS = [' ', ' ', ' ', '-', '', '. ', '\n'];
const TAGS = ['ops', 'Ops', 'db', 'incident-42', 'resource:r1', 'resource:R1', 'ünï'];
const HOSTS = [hostPrincipal('web-1', ['ops']), hostPrincipal('db-1', ['ops']), hostPrincipal('lab-1')];

const IDS: readonly ((number: number) => string)[] = [
  (number) => `n-${number}`,
  (number) => `alpha:42${String(number).padStart(6, '0')}`,
  (number) => `42aa00${String(number).padStart(2, '0')}-alp0-4000-8000-be0000000000`.replaceAll(/[lp]/g, 'c'),
];

class Scene {
  readonly notes: TestNotes;
  readonly random: () => number;
  /** Live notes in the order of their last change. */
  state: Memory[] = [];

  constructor(notes: TestNotes, seed: number) {
    this.notes = notes;
    this.random = seededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  some<T>(list: readonly T[], most: number): T[] {
    return Array.from({ length: this.below(most + 1) }, () => this.pick(list));
  }

  text(words: number): string {
    let text = this.pick(WORDS);
    for (let count = this.below(words); count > 0; count -= 1) text += this.pick(JOINTS) + this.pick(WORDS);
    return text;
  }

  /** Writes or deletes one note, in the service and in the plain list. */
  async change(): Promise<void> {
    this.notes.now += this.below(3);
    const by = this.pick(HOSTS);
    const space = by.spaces.writable.has('ops') && this.below(3) === 0 ? 'ops' : by.name;
    const id = this.pick(IDS)(this.below(30));
    const current = this.state.find((note) => note.space === space && note.id === id);
    const ifVersion = current?.version ?? 0;
    this.state = this.state.filter((note) => note !== current);
    if (current !== undefined && this.below(4) === 0) {
      assert.equal(await this.notes.memories.delete(id, by, { space, ifVersion }), true);
      return;
    }
    const { status, memory } = await this.notes.memories.store(
      { id, space, content: this.text(12), tags: this.some(TAGS, 3), ifVersion },
      by,
    );
    assert.equal(status, current === undefined ? 'created' : 'updated');
    this.state.push(memory);
  }

  query(): Partial<MemoryQuery> {
    return {
      query:
        this.below(5) === 0
          ? ''
          : this.some(WORDS, 2)
              .concat(this.pick(['', 'a', 'alp', 'incident-4', '搜', 'b', 'zz', '42', '42aa', 'be00', '42aa0007-acc0']))
              .join(this.pick([' ', ' ', '-', ''])),
      ...(this.below(3) === 0 ? { tags: this.some(TAGS, 2) } : {}),
      ...(this.below(5) === 0 ? { resource: this.pick(['r1', 'R1', 'r2']) } : {}),
      ...(this.below(6) === 0 ? { host: this.pick(HOSTS).name } : {}),
      ...(this.below(5) === 0 ? { space: this.pick(['ops', 'web-1', 'nowhere']) } : {}),
    };
  }

  async everyPage(query: Partial<MemoryQuery>, by: Principal): Promise<ScoredMemory[]> {
    const rows: ScoredMemory[] = [];
    let cursor: string | undefined;
    do {
      const limit = 1 + this.below(7);
      const page = await this.notes.memories.search({ query: '', ...query, limit, cursor }, by);
      assert.ok(page.matches.length <= limit);
      rows.push(...page.matches);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return rows;
  }

  async compare(): Promise<number> {
    const by = this.pick(HOSTS);
    const query = this.query();
    const expected = findPlainly(this.state, by.spaces.readable, query);
    const recent = await this.everyPage({ ...query, order: 'recent' }, by);
    const name = (note: { space: string; id: string }): string => `${note.space}/${note.id}`;
    assert.deepEqual(recent.map(name), expected.map(name), JSON.stringify(query));
    const relevant = await this.everyPage({ ...query, order: 'relevance' }, by);
    assert.deepEqual(relevant.map(name).sort(), expected.map(name).sort(), JSON.stringify(query));
    const ranked = rankPlainly(expected, query.query ?? '');
    if (relevant.some(({ score }) => score !== undefined)) {
      for (const [row, { score }] of ranked.entries()) {
        assert.ok(Math.abs((relevant[row]?.score ?? 0) - score) < 1e-3, JSON.stringify(query));
      }
    }
    return expected.length;
  }
}

for (const seed of [1, 2, 3]) {
  test(`searches find what reading every note finds, among changes and restarts (seed ${seed}) [memory.search.words, memory.search.order, storage.search.immediate, storage.search.filters]`, async () => {
    const notes = await openNotes();
    const scene = new Scene(notes, seed);
    let found = 0;
    for (let round = 0; round < 60; round += 1) {
      for (let changes = scene.below(12); changes > 0; changes -= 1) await scene.change();
      if (round % 20 === 19) {
        await notes.reopen();
        scene.state = [...notes.collection.entries()]
          .map(([, note]) => note)
          .sort((a, b) => (a.updated_at < b.updated_at ? -1 : a.updated_at > b.updated_at ? 1 : 0));
      }
      for (let queries = 0; queries < 6; queries += 1) found += await scene.compare();
    }
    assert.ok(found > 500, `${found} rows compared`);
    await notes.close();
  });
}
