import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CodezError } from '../../../../src/core/errors.ts';
import type { SearchPart } from '../../../../src/search/search-index.ts';
import { IndexedTree } from '../../../support/search/indexed-tree.ts';

const tree = new IndexedTree();
const DAY_MS = 86_400_000;

function isInvalid(problem: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof CodezError && error.code === 'invalid' && problem.test(error.message);
}

test('a hit tells whose words it is, when, where, and shows them [sessions.search.snippet]', async () => {
  const session = tree.session({ cwd: '/home/me/hit', startAt: Date.UTC(2026, 2, 1) });
  session.prompt('please look at the quokka');
  session.answer('msg_quokka', { type: 'text', text: 'The quokka smiles.' });
  session.answer('msg_quokka', { type: 'tool_use', id: 'toolu_q1', name: 'Bash', input: { command: 'ls quokka' } });
  session.result('toolu_q1', 'quokka.txt');
  session.write(tree.configDir);
  const { hits, nextCursor } = await tree.search('quokka');
  assert.equal(nextCursor, undefined);
  const [answer, prompt] = hits;
  assert.equal(hits.length, 2, 'the answer, its tool and what that printed are one message');
  assert.deepEqual(
    [answer?.role, answer?.messageId, answer?.slug, answer?.sessionId, answer?.agentId, answer?.cwd],
    ['assistant', 'msg_quokka', '-home-me-hit', session.sessionId, undefined, '/home/me/hit'],
  );
  assert.deepEqual([prompt?.role, prompt?.messageId], ['user', session.messages[0]?.id]);
  assert.equal(prompt?.createdAt, Date.UTC(2026, 2, 1) + 1000);
  assert.equal(prompt?.snippet, 'please look at the **quokka**');
});

test('each part is found where it is asked for [sessions.search.filters]', async () => {
  const session = tree.session();
  session.answer('msg_parts', { type: 'thinking', thinking: 'ponder wombatone' });
  session.answer('msg_parts', { type: 'text', text: 'say wombattwo' });
  session.answer('msg_parts', { type: 'tool_use', id: 'toolu_w', name: 'Read', input: { file_path: '/wombatthree' } });
  session.result('toolu_w', 'holds wombatfour');
  session.write(tree.configDir);
  const agent = tree.session({ agentId: 'a1' });
  agent.prompt('agent wombatfive');
  agent.write(tree.configDir);
  const found = async (query: string, parts?: readonly SearchPart[]): Promise<number> =>
    (await tree.search(query, parts === undefined ? {} : { in: parts })).hits.length;
  const table: readonly (readonly [query: string, SearchPart, SearchPart])[] = [
    ['wombatone', 'thinking', 'text'],
    ['wombattwo', 'text', 'tools'],
    ['wombatthree', 'tools', 'text'],
    ['wombatfour', 'tools', 'thinking'],
  ];
  for (const [query, where, elsewhere] of table) {
    assert.equal(await found(query, [where]), 1, `${query} in ${where}`);
    assert.equal(await found(query, [elsewhere]), 0, `${query} in ${elsewhere}`);
    assert.equal(await found(query), where === 'thinking' ? 0 : 1, `${query} by default`);
    assert.equal(await found(query, ['subagents']), 0);
  }
  assert.equal(await found('wombattwo wombatthree'), 1, 'words of one message, whatever part they stand in');
  assert.equal(await found('wombatone wombatthree', ['thinking', 'tools']), 1);
  assert.equal(await found('wombatfive'), 1);
  assert.equal(await found('wombatfive', ['text']), 0);
  assert.equal(await found('wombatfive', ['subagents']), 1);
  assert.equal((await tree.search('wombatfive')).hits[0]?.agentId, 'a1');
});

test('role, project and time narrow a search; a role or project of nothing finds nothing [sessions.search.filters]', async () => {
  for (const [day, cwd] of [
    [0, '/home/me/one'],
    [1, '/home/me/two'],
    [2, '/home/me/one'],
  ] as const) {
    const session = tree.session({ cwd, startAt: Date.UTC(2026, 3, 1) + day * DAY_MS });
    session.prompt(`numbat asked ${day}`);
    session.answer(`msg_numbat${day}`, { type: 'text', text: `numbat answered ${day}` });
    session.write(tree.configDir);
  }
  const snippets = async (options: Parameters<IndexedTree['search']>[1]): Promise<string[]> =>
    (await tree.search('numbat', options)).hits.map(({ snippet }) => snippet.replace('**numbat** ', ''));
  assert.deepEqual(await snippets({ role: 'user' }), ['asked 2', 'asked 1', 'asked 0']);
  assert.deepEqual(await snippets({ slug: '-home-me-two' }), ['answered 1', 'asked 1']);
  assert.deepEqual(await snippets({ slug: '-home-me-one', role: 'assistant' }), ['answered 2', 'answered 0']);
  const second = Date.UTC(2026, 3, 2);
  assert.deepEqual(await snippets({ since: second, role: 'user' }), ['asked 2', 'asked 1']);
  assert.deepEqual(await snippets({ since: second + 1000, role: 'user' }), ['asked 2', 'asked 1']);
  assert.deepEqual(await snippets({ since: second + 1001, role: 'user' }), ['asked 2']);
  assert.deepEqual(await snippets({ role: 'title' }), []);
  assert.deepEqual(await snippets({ slug: 'no-such-project' }), []);
});

test('pages neither repeat nor skip while messages come in [sessions.search.paging]', async () => {
  const session = tree.session({ startAt: Date.UTC(2026, 4, 1) });
  for (let turn = 0; turn < 25; turn += 1) session.prompt(`potoroo ${turn}`);
  const path = session.write(tree.configDir);
  for (const order of ['recent', 'relevance'] as const) {
    const before = (await tree.searchAll('potoroo', { order, limit: 100 })).map(({ messageId }) => messageId);
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await tree.search('potoroo', { order, limit: 4, cursor });
      seen.push(...page.hits.map(({ messageId }) => messageId));
      cursor = page.nextCursor;
      session.prompt(`potoroo that came meanwhile, ${order}`);
      appendFileSync(path, `${session.lines.at(-1)}\n`);
    } while (cursor !== undefined);
    assert.deepEqual(seen, before, order);
  }
});

test('a message whose tools print it as well is shown once on all pages [sessions.search.paging]', async () => {
  const session = tree.session({ startAt: Date.UTC(2026, 4, 2) });
  session.answer('msg_once', { type: 'text', text: 'bilby' });
  for (let call = 0; call < 6; call += 1) {
    session.answer('msg_once', { type: 'tool_use', id: `toolu_b${call}`, name: 'Bash', input: { command: 'bilby' } });
  }
  for (let call = 0; call < 6; call += 1) session.result(`toolu_b${call}`, `bilby ${call}`);
  session.write(tree.configDir);
  for (const order of ['recent', 'relevance'] as const) {
    const hits = await tree.searchAll('bilby', { order, limit: 1 });
    assert.deepEqual(
      hits.map(({ messageId }) => messageId),
      ['msg_once'],
      order,
    );
  }
});

test('by relevance what speaks most of the words comes first [sessions.search.relevance]', async () => {
  const session = tree.session({ startAt: Date.UTC(2026, 5, 1) });
  session.prompt('quoll quoll quoll, and the rare thylacine');
  for (let turn = 0; turn < 30; turn += 1) session.prompt(`a quoll among many other words of turn ${turn} here`);
  session.prompt(`thylacine ${'filling '.repeat(50)}quoll`);
  session.write(tree.configDir);
  const first = (query: string): Promise<string | undefined> =>
    tree.search(query, { order: 'relevance', limit: 1 }).then(({ hits }) => hits[0]?.snippet);
  assert.equal(await first('quoll'), '**quoll** **quoll** **quoll**, and the rare thylacine');
  assert.equal(await first('thylacine quoll'), '**quoll** **quoll** **quoll**, and the rare **thylacine**');
  assert.equal((await tree.searchAll('quoll', { order: 'relevance', limit: 7 })).length, 32);
});

test('a cursor of another search, or none at all, is refused [sessions.search.refused]', async () => {
  const session = tree.session();
  for (let turn = 0; turn < 3; turn += 1) session.prompt(`bandicoot ${turn}`);
  session.write(tree.configDir);
  const { nextCursor } = await tree.search('bandicoot', { limit: 1 });
  assert.ok(nextCursor);
  await assert.rejects(tree.search('bandicoot', { limit: 1, cursor: 'x' }), isInvalid(/cursor: is none of/));
  const others: readonly (readonly [string, Parameters<IndexedTree['search']>[1]])[] = [
    ['bandicoots', {}],
    ['bandicoot', { role: 'user' }],
    ['bandicoot', { slug: '-home-me-app' }],
    ['bandicoot', { since: 1 }],
    ['bandicoot', { in: ['text'] }],
    ['bandicoot', { order: 'relevance' }],
  ];
  for (const [query, options] of others) {
    await assert.rejects(tree.search(query, { ...options, cursor: nextCursor }), isInvalid(/belongs to another/));
  }
  assert.equal((await tree.search('bandicoot', { limit: 2, cursor: nextCursor })).hits.length, 2);
});

test('what is gone, shorter, replaced or a link since it was indexed is left out, and pages are filled [sessions.search.gone]', async () => {
  const paths = Array.from({ length: 6 }, (_, at) => {
    const session = tree.session({ startAt: Date.UTC(2026, 6, 1) + at * DAY_MS });
    session.prompt(`dunnart ${at}`);
    return session.write(tree.configDir);
  });
  assert.equal((await tree.search('dunnart')).hits.length, 6);
  const [, , shorter, replaced, linked, gone] = paths as [string, string, string, string, string, string];
  const text = (await tree.search('dunnart')).hits.map(({ snippet }) => snippet);
  assert.equal(text[0], '**dunnart** 5');
  rmSync(gone);
  renameSync(linked, `${linked}.away`);
  symlinkSync(`${linked}.away`, linked);
  writeFileSync(`${replaced}.new`, 'x'.repeat(10_000));
  renameSync(`${replaced}.new`, replaced);
  truncateSync(shorter, 20);
  // Asked at once: the index still knows them.
  const options = {
    order: 'recent',
    limit: 2,
    in: new Set<SearchPart>(['text', 'subagents']),
    query: 'dunnart',
  } as const;
  const { hits } = await tree.index.search(options, new AbortController().signal);
  assert.deepEqual(
    hits.map(({ snippet }) => snippet),
    ['**dunnart** 1', '**dunnart** 0'],
  );
});

test('a message of megabytes is found and shown where its words stand [sessions.search.huge]', async () => {
  const session = tree.session({ startAt: Date.UTC(2026, 7, 1) });
  const output = (filling: string): string => filling.repeat(3e6 / Buffer.byteLength(filling));
  const fillings = ['lorem ipsum ✓ dolor\n', '搜索系统的测试，', 'ﬁ', 'a8f9-', '"quoted" \\ '];
  for (const [at, filling] of fillings.entries()) {
    const text = `${output(filling)} the Kōwari${at} of "Kowari${at}" ﬁnch${at} ${output(filling)}`;
    session.answer(`msg_huge${at}`, { type: 'tool_use', id: `toolu_h${at}`, name: 'Bash', input: { command: 'cat' } });
    session.result(`toolu_h${at}`, text);
  }
  session.write(tree.configDir);
  for (const [at] of fillings.entries()) {
    for (const query of [`kowari${at}`, `KOWARI${at} the`, `"the kōwari${at} of"`, `kowa*`]) {
      const { hits } = await tree.search(query, { in: ['tools'] });
      const hit = hits.find(({ messageId }) => messageId === `msg_huge${at}`);
      assert.match(hit?.snippet ?? '', new RegExp(`\\*\\*(the )?Kōwari${at}( of)?\\*\\*`), query);
      assert.ok((hit?.snippet.length ?? 0) < 600);
    }
  }
});

test('a message that is too long for all of it to be looked through is shown from its beginning [sessions.search.huge]', async () => {
  const session = tree.session({ startAt: Date.UTC(2026, 7, 2) });
  session.answer('msg_far', { type: 'text', text: `It begins ${'with sand '.repeat(100_000)} ﬁshing ﬁeld` });
  session.write(tree.configDir);
  // As the index has them, and as nobody would look for them in the text as it was written.
  const { hits } = await tree.search('fishing field');
  assert.deepEqual(
    hits.map(({ messageId, snippet }) => [messageId, snippet.slice(0, 19)]),
    [['msg_far', 'It begins with sand']],
  );
});
