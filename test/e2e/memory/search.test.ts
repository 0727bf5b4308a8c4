import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { notesDoor } from '../../support/notes-door.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
});
const notes = notesDoor(() => server.url);

async function keep(...contents: readonly [id: string, content: string, tags?: string[]][]): Promise<void> {
  for (const [id, content, tags] of contents)
    await notes.store({ id, content, ...(tags === undefined ? {} : { tags }) });
}

test('a note is found in the tick of its acknowledgement [storage.search.immediate]', async () => {
  for (let round = 0; round < 50; round++) {
    const { id } = await notes.store({ content: `immediately${round}` });
    assert.deepEqual(await notes.find(`immediately${round}`), [id]);
  }
});

test('every word must occur; the last one may be a beginning [memory.search.words]', async () => {
  await keep(['w1', 'the quick brown fox'], ['w2', 'the quick red fox'], ['w3', 'a slow brown ox']);
  assert.deepEqual(await notes.find('quick brown'), ['w1']);
  assert.deepEqual(await notes.find('brown quick'), ['w1']);
  assert.deepEqual(await notes.find('quick bro'), ['w1']);
  assert.deepEqual(await notes.find('bro quick'), [], 'only the last word may be a beginning');
  assert.deepEqual(await notes.find('quick purple'), []);
});

test('ids and tags are matched like words [memory.search.words]', async () => {
  await keep(['deploy-runbook', 'steps'], ['tagged-note', 'nothing here', ['on-call', 'Pager']]);
  assert.deepEqual(await notes.find('deploy-runbook'), ['deploy-runbook']);
  assert.deepEqual(await notes.find('runb'), ['deploy-runbook']);
  assert.deepEqual(await notes.find('pager'), ['tagged-note']);
  assert.deepEqual(await notes.find('on-call'), ['tagged-note']);
});

test('incident-42 does not match incident-99, nor 42 apart from incident [memory.search.exact-number]', async () => {
  await keep(
    ['i42', 'postmortem of incident-42'],
    ['i99', 'postmortem of incident-99'],
    ['i4', 'incident of 7, ticket 42'],
  );
  assert.deepEqual(await notes.find('incident-42'), ['i42']);
  assert.deepEqual(await notes.find('incident-99'), ['i99']);
});

test('accents and case are ignored, both ways [memory.search.folding, storage.search.normaliser]', async () => {
  await keep(
    ['f1', 'Crème BRÛLÉE à la carte'],
    ['f2', 'naive resume'],
    ['f3', 'ÅNGSTRÖM straße'],
    ['f4', 'e\u0301tude'],
  );
  for (const query of ['creme brulee', 'CRÈME brûlée', 'crème'])
    assert.deepEqual(await notes.find(query), ['f1'], query);
  assert.deepEqual(await notes.find('naïve résumé'), ['f2']);
  assert.deepEqual(await notes.find('angstrom'), ['f3']);
  assert.deepEqual(await notes.find('étude'), ['f4']);
});

test('words of scripts without spaces are found, down to two characters [memory.search.cjk, storage.search.normaliser]', async () => {
  await keep(
    ['c1', '我们需要搜索引擎来查找笔记'],
    ['c2', '東京タワーの写真'],
    ['c3', '한국어 검색 시험'],
    ['c4', 'ค้นหาบันทึก'],
    ['c5', '引擎搜寻'],
  );
  assert.deepEqual(await notes.find('搜索'), ['c1']);
  assert.deepEqual(await notes.find('引擎'), ['c5', 'c1']);
  assert.deepEqual(await notes.find('東京'), ['c2']);
  assert.deepEqual(await notes.find('タワー'), ['c2']);
  assert.deepEqual(await notes.find('검색'), ['c3']);
  assert.deepEqual(await notes.find('บันทึก'), ['c4']);
  assert.deepEqual(await notes.find('索搜'), []);
});

test('symbols and emoji are words of their own [storage.search.normaliser]', async () => {
  await keep(['s1', 'party 🎉 time'], ['s2', 'price in € today']);
  assert.deepEqual(await notes.find('🎉'), ['s1']);
  assert.deepEqual(await notes.find('€'), ['s2']);
});

test('an empty query lists newest first, changed notes before older ones [memory.search.empty]', async () => {
  await keep(['e1', 'empty one'], ['e2', 'empty two'], ['e3', 'empty three']);
  await notes.store({ id: 'e1', content: 'empty one, changed' });
  assert.deepEqual(await notes.find({ query: '', limit: 3 }), ['e1', 'e3', 'e2']);
  assert.deepEqual(await notes.find({ limit: 3 }), ['e1', 'e3', 'e2']);
  assert.deepEqual(await notes.find({ query: ' \t', limit: 3 }), ['e1', 'e3', 'e2']);
});

test('relevance comes first, then recency; order recent is newest first [memory.search.order]', async () => {
  await keep(
    ['o1', 'wallaby wallaby wallaby'],
    ['o2', `one wallaby in ${'many other words '.repeat(40)}`],
    ['o3', `another wallaby in ${'many other words '.repeat(40)}`],
  );
  assert.equal((await notes.find('wallaby'))[0], 'o1');
  assert.deepEqual(await notes.find({ query: 'wallaby', order: 'recent' }), ['o3', 'o2', 'o1']);
  const { matches } = await notes.search('wallaby');
  const scores = matches.map(({ score }) => score ?? Number.NaN);
  assert.deepEqual(
    scores,
    [...scores].sort((a, b) => b - a),
  );
});

test('memory_search answers query, count, matches and next_cursor; limit is 20, 1 to 100 [memory.search]', async () => {
  for (let index = 0; index < 120; index++) await notes.store({ id: `l${index}`, content: 'limited lemur' });
  const first = await notes.search('lemur');
  assert.deepEqual([first.query, first.count, first.matches.length], ['lemur', 20, 20]);
  assert.equal(typeof first.next_cursor, 'string');
  assert.equal((await notes.search({ query: 'lemur', limit: 100 })).count, 100);
  for (const limit of [0, 101, 1.5, 'x']) {
    const { code, message } = await notes.refusal('memory_search', { query: 'lemur', limit });
    assert.equal(code, 'invalid');
    assert.match(message, /limit/);
  }
  const none = await notes.search('nothing-at-all-like-it');
  assert.deepEqual([none.count, none.matches, none.next_cursor], [0, [], undefined]);
});

test('paging by cursor neither repeats nor skips, in either order [memory.search.cursor]', async () => {
  for (let index = 0; index < 75; index++) await notes.store({ id: `p${index}`, content: `paged puffin ${index % 7}` });
  for (const order of ['relevance', 'recent']) {
    const pages = await notes.pages('memory_search', { query: 'puffin', limit: 10, order });
    const ids = pages.flatMap(({ matches }) => matches.map(({ id }) => id));
    assert.equal(ids.length, 75, order);
    assert.equal(new Set(ids).size, 75, order);
  }
  for (const cursor of ['nonsense', '', 'AAAA', '9'.repeat(2000)]) {
    assert.equal(
      (await notes.refusal('memory_search', { query: 'puffin', cursor })).code,
      'invalid',
      cursor.slice(0, 9),
    );
  }
});

test('a filter by tags needs all of them, without regard to case, and never starves [memory.tags.all, memory.search.tags, storage.search.filters]', async () => {
  await keep(['t1', 'needle', ['Red', 'blue']], ['t2', 'needle', ['red']]);
  for (let index = 0; index < 300; index++) await notes.store({ content: 'needle', tags: ['grey'] });
  assert.deepEqual(await notes.find({ query: 'needle', tags: ['RED', 'Blue'] }), ['t1']);
  assert.deepEqual((await notes.find({ query: 'needle', tags: ['red'] })).sort(), ['t1', 't2']);
  assert.deepEqual((await notes.find({ query: '', tags: ['red'] })).sort(), ['t1', 't2']);
  assert.deepEqual(await notes.find({ query: 'needle', tags: ['red', 'green'] }), []);
});

test('a query may be long, odd or hostile and is only words [product.bad-input]', async () => {
  await keep(['q1', 'a "quoted" phrase AND more']);
  assert.deepEqual(await notes.find('"quoted" AND'), ['q1']);
  for (const query of ['* OR *', 'NEAR(a b)', "'; DROP TABLE notes;--", '(((', '\\', '.*', '\u0000', '-', '%_']) {
    assert.ok((await notes.search(query)).count >= 0);
  }
  const { code, message } = await notes.refusal('memory_search', { query: 'x'.repeat(1_000_000) });
  assert.equal(code, 'invalid');
  assert.match(message, /query/);
});
